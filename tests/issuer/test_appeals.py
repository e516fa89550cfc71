"""Appeals: in time, before a panel that was not involved, and what comes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import ProceedingError, UnknownApplicationError
from issuer.candidates.proceedings import AppealOutcome
from issuer.certification.dossier.documents import read_document
from issuer.intake.answers import Issued, Refused
from tests.issuer.road import DECIDER, REGISTRAR

PANEL = ("Ada Example-Panel", "Ben Example-Panel", "Cy Example-Panel")


def denied(road):
    road.hire(*PANEL[:2])  # the third is from outside
    made = road.apply()
    road.fill(made, without=("identity",))
    name = made.application.id
    road.candidates.decisions.deny(name, author=DECIDER, why="", at=road.clock())
    return name


def lodge(road, name):
    return road.candidates.appeals.lodge(
        name, grounds="My passport was shown.", actor=REGISTRAR, at=road.clock()
    )


def empanelled(road, name):
    made = lodge(road, name)
    return road.candidates.appeals.empanel(made.id, PANEL, actor=REGISTRAR, at=road.clock())


def end(road, appeal, outcome=AppealOutcome.UPHELD, by=PANEL[0]):
    return road.candidates.appeals.conclude(appeal.id, outcome, why="x", by=by, at=road.clock())


def state_of(road, name):
    with road.board.store.reading() as unit:
        return unit.applications.find([name])[name].state


def test_upheld_the_application_is_open_and_another_officer_decides(road):
    """Who denied it may not decide it again; a second officer grants it, and a second round is."""
    name = denied(road)
    ended = end(road, empanelled(road, name))
    assert ended.outcome is AppealOutcome.UPHELD
    assert state_of(road, name) is ApplicationState.OPEN
    road.show("P-1", read_document({
        "kind": "identity", "ref": "i2", "on": "2026-11-01", "document": "passport",
        "checked_by": "Ines Example-Officer",
    }))  # fmt: skip
    grant = road.candidates.decisions.grant
    assert isinstance(grant([name], author=DECIDER, at=road.clock())[0], Refused)
    assert isinstance(grant([name], author="Di Example-Other", at=road.clock())[0], Issued)
    with road.board.store.reading() as unit:
        assert unit.applications.find([name])[name].attempt == f"{name}.2"


def test_dismissed_nothing_changes(road):
    """The denial stands, and the same decision may not be appealed against in parallel."""
    name = denied(road)
    end(road, empanelled(road, name), AppealOutcome.DISMISSED)
    assert state_of(road, name) is ApplicationState.DENIED
    assert [each.outcome for each in road.candidates.appeals.of(name)] == ["dismissed"]
    assert road.candidates.appeals.open() == []


@pytest.mark.parametrize(("days", "seconds", "taken"), [(30, 86399, True), (31, 0, False)])
def test_the_window_counts_whole_days(road, days, seconds, taken):
    """On the last second of day 30 it is in time, one second later it is not."""
    name = denied(road)
    road.clock.at += timedelta(days=days, seconds=seconds)
    if taken:
        assert lodge(road, name).application == name
    else:
        with pytest.raises(ProceedingError, match="30 days"):
            lodge(road, name)


def test_only_a_denial_can_be_appealed_against_once_at_a_time(road):
    """Not an open application, not a grant, not twice, not an unknown one."""
    opened = road.ready("P-2")
    with pytest.raises(ProceedingError):
        lodge(road, opened)
    road.candidates.decisions.grant([opened], author=DECIDER, at=road.clock())
    with pytest.raises(ProceedingError):
        lodge(road, opened)
    name = denied(road)
    lodge(road, name)
    with pytest.raises(ProceedingError):
        lodge(road, name)
    with pytest.raises(UnknownApplicationError):
        lodge(road, "APP-NONE")


@pytest.mark.parametrize(
    "panel",
    [
        PANEL[:2],
        (PANEL[0], PANEL[0], PANEL[1]),
        (*PANEL[:2], DECIDER),
        (*PANEL[:2], "Dr Example-Supervisor"),
        (*PANEL[:2], "Dr Example-P-1"),
    ],
    ids=["too few", "one twice", "decided", "supervised", "candidate"],
)
def test_a_panel_is_big_enough_and_was_not_involved(road, panel):
    """Three people, none of whom decided, trained, supervised, examined or is the candidate."""
    made = lodge(road, denied(road))
    with pytest.raises(ProceedingError):
        road.candidates.appeals.empanel(made.id, panel, actor=REGISTRAR, at=road.clock())


def test_only_the_panel_concludes_and_once(road):
    """A stranger, and a member after the end, are refused."""
    appeal = empanelled(road, denied(road))
    with pytest.raises(ProceedingError):
        end(road, appeal, by=REGISTRAR)
    end(road, appeal, AppealOutcome.DISMISSED)
    with pytest.raises(ProceedingError, match="no such open appeal"):
        end(road, appeal, AppealOutcome.DISMISSED)


def test_an_appeal_without_a_panel_cannot_be_concluded(road):
    """Nobody is a member of no panel."""
    with pytest.raises(ProceedingError):
        end(road, lodge(road, denied(road)))


def test_an_upheld_appeal_waits_for_a_newer_application(road):
    """While the candidate has another open one for the scheme, the old one is not opened again."""
    appeal = empanelled(road, denied(road))
    newer = road.apply().application.id
    with pytest.raises(ProceedingError, match="another open application"):
        end(road, appeal)
    road.candidates.admission.withdraw(newer, actor=REGISTRAR, at=road.clock())
    assert end(road, appeal).outcome is AppealOutcome.UPHELD
