"""The decision maker's queue, appeals and doubts: what an officer sees, may and may not do."""

from __future__ import annotations

import re

import pytest

from issuer.store.database import Database
from tests.certification.rules.good_documents import practical
from tests.web.issuer.conftest import OFFICER, Desk, Site
from tests.web.issuer.small_road import hire
from tests.web.issuer.whole_road import BY_RULE, DECIDER, HOME, WholeRoad

QUEUE = "/admin/decisions"
PANEL = ("Ada Example-Panel", "Ben Example-Panel", "Cyd Example-Panel")
FAILED = practical(ref="P-9", critical_fails=["P2/no-valid-consent"], ended="2026-11-10T15:00:00Z")


@pytest.fixture
def road(site: Site) -> WholeRoad:
    """Return the example scheme in force, with its registers."""
    return WholeRoad(site)


def _boxes(page: str) -> list[str]:
    return re.findall(r'name="application" value="([^"]+)"', page)


def test_an_empty_queue_says_so(road: WholeRoad, desk: Desk) -> None:
    """Who is not examined is not in it; exam results alone are one click away."""
    road.apply()
    page = desk.get(QUEUE).text
    assert "Nobody waits for a decision" in page
    assert 'href="/admin/waiting"' in page


def test_many_are_granted_at_once(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Those that are ticked, and the report names each one's certificate."""
    names = {"C-1": "Example One", "C-2": "Example Two", "C-3": "Example Three"}
    made = {ref: road.ready(ref, name) for ref, name in names.items()}
    page = desk.get(QUEUE).text
    assert sorted(_boxes(page)) == sorted(made.values())
    assert "checked" not in page
    assert desk.get(f"{QUEUE}?tick=all").text.count(" checked") == 3
    ticked = [made["C-1"], made["C-3"]]
    response = desk.post(QUEUE, application=ticked)  # type: ignore[arg-type]
    report = desk.get(response.headers["Location"]).text
    assert "2 of 2 granted" in report
    numbers = re.findall(r'/admin/certificates/([^"]+)">', report)
    assert len(numbers) == 2
    for name in ("Example One", "Example Three"):
        assert name in report
    assert "Example Two" not in report
    certificate = desk.get(f"/admin/certificates/{numbers[0]}").text
    assert "In force" in certificate
    assert OFFICER in certificate
    page = desk.get(f"{HOME}/{made['C-1']}").text
    assert numbers[0] in page
    assert "Granted" in page
    assert _boxes(desk.get(QUEUE).text) == [made["C-2"]]
    assert site.rows()["certificate"] == 2


def test_nothing_ticked_grants_nothing(site: Site, road: WholeRoad, desk: Desk) -> None:
    """422, said on the page."""
    road.ready()
    rows = site.rows()
    response = desk.post(QUEUE)
    assert (response.status_code, "Tick at least one" in response.text) == (422, True)
    assert site.rows() == rows


def test_each_is_judged_alone(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Among those that were ticked, one that lapsed meanwhile and one that never was are told."""
    good, lapsed = road.ready("C-1"), road.ready("C-2", "Example Two")
    token = desk.token(QUEUE)
    with site.world.database.reading() as unit:
        (licence,) = [e for e in unit.entries.of(["C-2"])["C-2"] if e.document.kind == "licence"]
    road.services.dossiers.strike(licence.id, author="Registry", why="x", at=site.clock())
    ticked = [good, lapsed, "APP-NOT1-HERE", good]
    data = {"csrf_token": token, "application": ticked}
    response = desk.browser.post(QUEUE, data=data)
    report = desk.get(response.headers["Location"]).text
    assert "1 of 3 granted" in report
    assert "Not met: Active licence" in report
    assert "There is no such application." in report
    assert site.rows()["certificate"] == 1


def test_who_taught_cannot_tick(site: Site, road: WholeRoad) -> None:
    """The reason stands where the box would; a forged box is refused, with the reason."""
    application = road.ready()
    teacher = Desk(site).sign_in("dr example-teacher")
    page = teacher.get(QUEUE).text
    assert _boxes(page) == []
    assert "You may not decide on this one. You trained the candidate." in page
    alone = teacher.get(f"{QUEUE}/{application}").text
    assert "You trained the candidate." in alone
    assert "Grant and issue" not in alone
    assert "An administrator can invite somebody new with the role decision maker." in alone
    Desk(site).sign_in()
    assert "Nobody is left" not in teacher.get(f"{QUEUE}/{application}").text
    response = teacher.post(QUEUE, page=HOME, application=application)
    assert "0 of 1 granted" in teacher.get(response.headers["Location"]).text
    assert site.rows()["certificate"] == 0


def test_those_that_meet_everything_come_first(road: WholeRoad, desk: Desk) -> None:
    """One that failed can only be denied, and its reasons are told."""
    failed = road.apply("C-1", "Example Failed")
    road.complete("C-1", but="station")
    road.show("C-1", {**FAILED, "ref": "C-1-x"})
    good = road.ready("C-2", "Example Passed")
    page = desk.get(QUEUE).text
    assert page.index("Example Passed") < page.index("Example Failed")
    assert _boxes(page) == [good]
    alone = desk.get(f"{QUEUE}/{failed}").text
    assert "Grant and issue" not in alone
    assert "critical fail" in alone
    assert desk.post(f"{QUEUE}/{failed}", decision="deny", why="").status_code == 303
    page = desk.get(f"{HOME}/{failed}").text
    assert "Denied on" in page
    assert "critical fail" in page


def test_denying_what_is_met_needs_a_reason(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Without one nothing is decided; with one it is told on the application."""
    path = f"{QUEUE}/{road.ready()}"
    rows = site.rows()
    refused = desk.post(path, decision="deny", why=" ")
    assert (refused.status_code, "Give the reason" in refused.text) == (422, True)
    assert site.rows() == rows
    done = desk.post(path, decision="deny", why="The identity is in doubt.")
    assert done.status_code == 303
    assert "The identity is in doubt." in desk.get(done.headers["Location"]).text
    again = desk.get(path)
    assert (again.status_code, "closed" in again.text) == (409, True)


def test_one_is_granted_alone(road: WholeRoad, desk: Desk) -> None:
    """The button leads to the certificate."""
    response = desk.post(f"{QUEUE}/{road.ready()}", decision="grant", why="")
    assert "Granted. Certificate BTX-" in desk.get(response.headers["Location"]).text


def test_what_is_not_met_is_not_granted(site: Site, road: WholeRoad, desk: Desk) -> None:
    """A forged press of the button is refused, and says what is missing."""
    response = desk.post(f"{QUEUE}/{road.apply()}", decision="grant", why="")
    assert (response.status_code, "Not met: " in response.text) == (409, True)
    assert site.rows()["certificate"] == 0


def test_a_rule_grants_what_the_last_document_completes(site: Site, desk: Desk) -> None:
    """The registrar is told, the officer who answers is named, and nobody else may grant it."""
    road = WholeRoad(site, BY_RULE)
    application = road.ready(but="identity")
    assert "The scheme's own rule grants it" in desk.get(f"{QUEUE}/{application}").text
    forged = desk.post(f"{QUEUE}/{application}", decision="grant", why="")
    assert (forged.status_code, "another author" in forged.text) == (409, True)
    seen = {"ref": "1", "document": "passport", "on": "2026-11-01", "checked_by": OFFICER}
    response = desk.post(f"{HOME}/{application}/add/identity", **seen)
    page = desk.get(response.headers["Location"]).text
    assert "The rule granted it. Certificate BTX-" in page
    assert "Head of Certification" in page
    assert site.rows()["certificate"] == 1


def test_an_appeal_from_lodging_to_its_outcome(site: Site, road: WholeRoad, desk: Desk) -> None:
    """Lodged, empanelled, upheld by a member of the panel: the application is open again."""
    application = road.ready()
    road.deny(application)
    page = desk.get(f"{HOME}/{application}").text
    assert f"{application}/appeal" in page
    response = desk.post(f"{HOME}/{application}/appeal", grounds="The licence was there.")
    appeal = response.headers["Location"]
    assert "Needs a panel" in desk.get("/admin/appeals").text
    assert "It takes 2 people to name a panel" in desk.get(appeal).text
    refused = desk.post(f"{appeal}/panel", page=appeal, panel=f"{PANEL[0]}\n{DECIDER}\nC")
    assert (refused.status_code, "made the decision" in refused.text) == (409, True)
    few = desk.post(f"{appeal}/panel", page=appeal, panel=PANEL[0])
    assert (few.status_code, "at least 3" in few.text) == (409, True)
    alone = desk.post(f"{appeal}/panel", page=appeal, panel="\r\n".join(PANEL))
    assert (alone.status_code, "at least 2 who are officers" in alone.text) == (409, True)
    hire(site, *PANEL[:2])
    assert "It takes 2 people" not in desk.get(appeal).text
    named = desk.post(f"{appeal}/panel", page=appeal, panel="\r\n".join(PANEL))
    assert named.status_code == 303
    assert "Conclude the appeal" not in desk.get(appeal).text
    outsider = desk.post(f"{appeal}/conclude", outcome="upheld", why="So it is.")
    assert (outsider.status_code, "only a member" in outsider.text.lower()) == (409, True)
    member = Desk(site).sign_in(PANEL[0])
    assert "Conclude the appeal" in member.get(appeal).text
    missing = member.post(f"{appeal}/conclude", outcome="upheld", why="")
    assert missing.status_code == 422
    assert member.post(f"{appeal}/conclude", outcome="upheld", why="It was.").status_code == 303
    assert "No appeal is open" in desk.get("/admin/appeals").text
    page = desk.get(f"{HOME}/{application}").text
    assert "Upheld" in page
    assert "/add/licence" in page


def test_what_was_not_denied_is_not_appealed(road: WholeRoad, desk: Desk) -> None:
    """No link, and the form says why: nothing was decided, or the window is over."""
    application = road.ready()
    assert f"{application}/appeal" not in desk.get(f"{HOME}/{application}").text
    answer = desk.post(f"{HOME}/{application}/appeal", grounds="Because.")
    assert (answer.status_code, "no denial to appeal" in answer.text) == (409, True)
    assert "Because." in answer.text
    empty = desk.post(f"{HOME}/{application}/appeal", grounds="")
    assert (empty.status_code, "Fill this in." in empty.text) == (422, True)


@pytest.mark.parametrize("name", ["APX-0000-0000", "%00", "x" * 300])
def test_an_appeal_that_is_not_there(desk: Desk, name: str) -> None:
    """404."""
    assert desk.get(f"/admin/appeals/{name}").status_code == 404
    assert desk.get(f"/admin/appeals/{name}/conclude").status_code == 404


def test_a_doubt_is_settled(site: Site, road: WholeRoad, desk: Desk) -> None:
    """It stands in the list with its certificate, until somebody says what was done."""
    assert "nothing to look into" in desk.get("/admin/appeals").text
    application = road.ready()
    number = desk.post(f"{QUEUE}/{application}", decision="grant", why="").headers["Location"]
    _raise(site.world.database, application, number.rpartition("/")[2], site)
    page = desk.get("/admin/appeals").text
    assert "The pass was voided" in page
    (path,) = re.findall(r'href="(/admin/reviews/\d+)"', page)
    assert desk.post(path, note="").status_code == 422
    assert desk.post(path, note="The certificate stands.").status_code == 303
    assert "nothing to look into" in desk.get("/admin/appeals").text
    assert desk.get(path).status_code == 409


def _raise(database: Database, application: str, number: str, site: Site) -> None:
    with database.writing() as unit:
        unit.reviews.raise_(
            application=application,
            attempt=f"{application}.1",
            number=number,
            why="the pass was voided",
            at=site.clock(),
        )
