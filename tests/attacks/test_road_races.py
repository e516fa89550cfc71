"""Two acts on one application at once, on PostgreSQL: the second waits, and then looks again.

The head of the chain of events is held until both have read what they decide on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.proceedings import Appeal, AppealOutcome
from issuer.errors import IssuerError
from issuer.intake.answers import Denied, Issued
from issuer.store.migrate import migrate
from issuer.web.app import create_app
from issuer.wiring import make_world
from tests.attacks.test_road import ALICE, OTHER, Attacked, Moving
from tests.attacks.world import URL, Site, found_home
from tests.conftest import Require
from tests.postgres import find_server, new_schema
from tests.web.issuer.small_road import PANEL, hire

pytestmark = pytest.mark.postgres
PAUSE = 0.5  # seconds until a transaction surely waits
Act = Callable[[], Any]


@pytest.fixture
def schema(require: Require) -> Iterator[str]:
    """Return the URL of a PostgreSQL schema with the tables, of one test alone."""
    with new_schema(find_server(require)) as url:
        migrate(url)
        yield url


@pytest.fixture
def far(schema: str, tmp_path: Path) -> Iterator[Site]:
    """Return a site whose record is in PostgreSQL."""
    clock = Moving()
    settings = found_home(tmp_path / "home", tmp_path, URL, at=clock(), database=schema)
    world = make_world(settings, clock=clock)
    app = create_app(world)
    app.config["TEST_URL"] = URL
    key = world.sign_in.make_api_key("exam system", actor="test", at=clock())
    yield Site(world, app, tmp_path / "home", clock, key)
    world.database.dispose()


@pytest.fixture
def road(far: Site) -> Attacked:
    """Return the small scheme's road with a dossier that meets everything."""
    made = Attacked(far)  # type: ignore[arg-type]
    made.complete()
    return made


def at_once(road: Attacked, *acts: Act) -> list[Any]:
    """Do things one after another that all end together; a refusal is an answer."""
    answers: list[Any] = [None] * len(acts)

    def begin(number: int) -> None:
        try:
            answers[number] = acts[number]()
        except IssuerError as refusal:
            answers[number] = refusal

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(len(acts))]
    with road.site.world.database.writing() as unit:
        unit.events._lock_head()  # what every act ends with
        for thread in threads:
            thread.start()
            time.sleep(PAUSE)
    for thread in threads:
        thread.join()
    return answers


def opened(road: Attacked) -> Appeal:
    """Return an appeal against a denial, before its panel."""
    road.deny("It was withdrawn.")
    name = road.appeal()
    return next(each for each in road.services.appeals.of(road.application) if each.id == name)


def conclude(road: Attacked, appeal: Appeal, outcome: AppealOutcome, by: str) -> Act:
    """Return what ends an appeal."""
    appeals, at = road.services.appeals, road.site.clock()
    return lambda: appeals.conclude(appeal.id, outcome, why="So.", by=by, at=at)


def test_two_grants_and_a_denial_are_one_decision(road: Attacked) -> None:
    """The application is locked: whoever is second finds it closed."""
    deny = road.services.decisions.deny
    at, application = road.site.clock(), road.application
    acts = (
        road.try_grant,
        lambda: road.try_grant(author=OTHER),
        lambda: deny(application, author=OTHER, why="No.", at=at),
    )
    answers = at_once(road, *acts)
    assert sum(isinstance(each, Issued | Denied) for each in answers) == 1
    assert road.live() == 1


def test_a_result_voided_while_it_is_granted_raises_a_review(road: Attacked) -> None:
    """Either nothing is granted, or a person is to look at what was."""
    granted, _ = at_once(road, road.try_grant, road.void)
    assert not isinstance(granted, Issued) or road.services.appeals.reviews()


def test_a_document_struck_while_it_is_granted_is_seen(road: Attacked) -> None:
    """Either nothing is granted, or the strike is refused, or a person is to look."""
    granted, struck = at_once(road, road.try_grant, lambda: road.strike("written"))
    is_seen = isinstance(struck, IssuerError) or road.services.appeals.reviews()
    assert not isinstance(granted, Issued) or is_seen


def test_an_appeal_has_one_outcome(road: Attacked) -> None:
    """Two members of the panel conclude it at once: the second is refused."""
    appeal = opened(road)
    acts = (
        conclude(road, appeal, AppealOutcome.UPHELD, PANEL[0]),
        conclude(road, appeal, AppealOutcome.DISMISSED, PANEL[1]),
    )
    answers = at_once(road, *acts)
    assert sum(isinstance(each, Appeal) for each in answers) == 1


def test_an_outcome_is_not_lost(road: Attacked) -> None:
    """A panel named while the appeal is concluded does not open it again."""
    appeal, at = opened(road), road.site.clock()
    empanel = road.services.appeals.empanel
    panel = [f"{name} Example-Later" for name in ("Uma", "Vic", "Wes")]
    hire(road.site, *panel)
    end = conclude(road, appeal, AppealOutcome.DISMISSED, PANEL[0])
    at_once(road, end, lambda: empanel(appeal.id, panel, actor=ALICE, at=at))
    (now,) = road.services.appeals.of(road.application)
    assert now.outcome is AppealOutcome.DISMISSED


def test_a_denial_is_not_overwritten_by_a_settled_review(road: Attacked) -> None:
    """Denied while its review is settled, the application is not granted again."""
    road.grant()
    road.void()
    (review,) = road.services.appeals.reviews()
    deny, settle = road.services.decisions.deny, road.services.appeals.settle_review
    at, application = road.site.clock(), road.application
    answers = at_once(
        road,
        lambda: deny(application, author=OTHER, why="No.", at=at),
        lambda: settle(review.id, note="It stands.", by=ALICE, at=at),
    )
    assert isinstance(answers[0], Denied)
    record = road.case.record
    assert (record.state, record.rounds) == (ApplicationState.DENIED, 2)
