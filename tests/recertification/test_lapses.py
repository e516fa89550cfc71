"""Licences that lapse: a task, a notice and a grace; no certificate turns red by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from issuer.certification.errors import DocumentError
from issuer.certification.licence_watch import Ground
from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause
from issuer.recertification.errors import LapseError, UnknownLapseError
from issuer.recertification.lapse import LapseOutcome, LapseView
from issuer.requests.replacement import Replacement
from tests.issuer.replacing import make_replacing

on_sqlite = pytest.mark.parametrize("road", ["sqlite"], indirect=True)
RECHECK, GRACE = 180, 30  # days, as the example scheme says
SEEN = {"status": "active", "how": "register-page", "expires": "2031-01-31"}


def state(keeping):
    return keeping.road.board.certificate(keeping.number).state


def recheck(keeping, **changes):
    (task,) = keeping.tasks()
    seen = {**SEEN, **changes}
    return keeping.services.rechecking.record(task.id, seen, actor="Rosa", at=keeping.at)


def lapse(keeping):
    """Let the licence's check get too old, and return the task of that."""
    keeping.go(RECHECK + 20)
    assert keeping.sweep() == (1, 0)
    return keeping.tasks()[0]


@on_sqlite
def test_a_good_licence_is_no_task(keeping):
    """Until its check is too old, to the day."""
    with keeping.store.reading() as unit:
        (document,) = [
            each.document
            for each in unit.entries.of(["P-1"])["P-1"]
            if each.document.kind == "licence"
        ]
    last = document.check.on + timedelta(days=RECHECK)
    keeping.road.clock.at = keeping.at.replace(year=last.year, month=last.month, day=last.day)
    assert keeping.sweep() == (0, 0)
    keeping.go(1)
    assert keeping.sweep() == (1, 0)
    (task,) = keeping.tasks()
    assert (task.ground, task.since) == (Ground.OVERDUE, last + timedelta(days=1))
    assert task.grace == keeping.today + timedelta(days=GRACE)


@on_sqlite
def test_a_licence_whose_day_is_over(keeping):
    """Its last day is good, the next one opens a task and a mail, and the certificate stands."""
    keeping.licence("l2", expires=f"{keeping.today + timedelta(days=10)}")
    keeping.go(10)
    assert keeping.sweep() == (0, 0)
    keeping.go(1)
    assert keeping.sweep() == (1, 0)
    (task,) = keeping.tasks()
    assert (task.ground, task.since, task.told) == (Ground.EXPIRED, keeping.today, True)
    (mail,) = keeping.mails()
    assert (mail.topic, mail.data["ground"]) == ("licence_lapsed", "expired")
    keeping.go(GRACE)
    assert keeping.tasks(LapseView.OVERDUE) == []
    keeping.go(1)
    assert keeping.sweep() == (0, 0)
    assert keeping.tasks(LapseView.OVERDUE) == [task]
    assert state(keeping) is CertificateState.ACTIVE
    assert keeping.told()[-1] == "lapse.opened"


def test_it_is_opened_once(keeping):
    """Again the same day, again the next day, and by two at once: one task and one mail."""
    keeping.certify("P-2")
    keeping.go(RECHECK + 20)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: keeping.sweep(), range(2)))
    assert sum(opened for opened, _ in found) == 2
    assert keeping.sweep() == (0, 0)
    keeping.go(1)
    assert keeping.sweep() == (0, 0)
    assert len(keeping.tasks()) == 2
    assert len(keeping.mails()) == 1


def test_a_check_that_finds_it_good_ends_the_task(keeping):
    """It is an ordinary document of the dossier, by whoever looked; the task ends with it."""
    task = lapse(keeping)
    done = recheck(keeping)
    assert done.is_good
    assert keeping.tasks() == []
    (closed,) = keeping.tasks(LapseView.CLOSED)
    assert (closed.outcome, closed.closed_by) == (LapseOutcome.GOOD, "Rosa")
    with keeping.store.reading() as unit:
        newest = unit.entries.history("P-1")[0]
    assert (newest.document.kind, newest.author) == ("licence", "Rosa")
    assert newest.document.expires == date(2031, 1, 31)
    assert newest.document.check.by == "Rosa"
    assert keeping.told()[-1] == "lapse.closed"
    with pytest.raises(LapseError, match="settled"):
        keeping.services.rechecking.record(task.id, SEEN, actor="Olga", at=keeping.at)
    keeping.go(1)
    assert keeping.sweep() == (0, 0)


@on_sqlite
def test_a_check_that_finds_it_bad_suspends_nothing(keeping):
    """The document is on record, the task stays, and a person decides; found good, it ends."""
    lapse(keeping)
    assert not recheck(keeping, status="ended").is_good
    assert len(keeping.tasks()) == 1
    assert state(keeping) is CertificateState.ACTIVE
    keeping.road.board.lifecycle.act(
        Act.SUSPEND, keeping.number, reason="licence-under-review", actor="Rosa", at=keeping.at
    )
    keeping.go(1)
    assert keeping.sweep() == (0, 0)
    assert len(keeping.tasks()) == 1
    keeping.licence("reinstated", expires="2031-01-31")
    keeping.go(1)
    assert keeping.sweep() == (0, 1)
    assert state(keeping) is CertificateState.SUSPENDED


@on_sqlite
def test_what_is_over_needs_no_look(keeping):
    """Withdrawn: the task ends, and no other is opened."""
    lapse(keeping)
    keeping.road.board.lifecycle.act(
        Act.REVOKE, keeping.number, reason="holder-request", actor="Rosa", at=keeping.at
    )
    keeping.go(1)
    assert keeping.sweep() == (0, 1)
    assert keeping.tasks(LapseView.CLOSED)[0].outcome is LapseOutcome.OVER


@on_sqlite
def test_what_cannot_be_taken(keeping):
    """A check that is none, and a task that is none; nothing is recorded."""
    lapse(keeping)
    before = keeping.road.board.everything()
    for wrong in (
        {"status": "fine"}, {"how": ""}, {"expires": "soon"}, {"expires": "2031-02-30"}
    ):  # fmt: skip
        with pytest.raises(DocumentError):
            recheck(keeping, **wrong)
    with pytest.raises(UnknownLapseError):
        keeping.services.rechecking.record(10**9, SEEN, actor="Rosa", at=keeping.at)
    assert keeping.road.board.everything() == before


@on_sqlite
def test_without_an_address_nobody_is_written_to(keeping):
    """The task is there and says so."""
    number = keeping.certify("P-3", mail=None)
    keeping.go(RECHECK + 20)
    assert keeping.sweep() == (2, 0)
    assert {each.number: each.told for each in keeping.tasks()} == {
        keeping.number: True,
        number: False,
    }
    assert keeping.mails(number) == []


@on_sqlite
def test_a_corrected_certificate_keeps_its_task(keeping):
    """The task of the old one ends; the newer one, of the same dossier, gets its own."""
    lapse(keeping)
    wanted = Replacement(Cause.NAME, "Dr Example-Married")
    made = make_replacing(keeping.road.board).replace(
        keeping.number, wanted, actor="Rosa", at=keeping.at
    )
    keeping.go(1)
    assert keeping.sweep() == (1, 1)
    (task,) = keeping.tasks()
    assert (task.number, task.told) == (made.number, True)
    keeping.go(1)
    assert keeping.sweep() == (0, 0)
