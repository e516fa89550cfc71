"""One person, one certificate of a scheme: a second only as the renewal of the first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.candidates.errors import ProceedingError
from issuer.certification.dossier.documents import read_document
from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause
from issuer.duties.requests import supersede_replaced
from issuer.intake.answers import Issued, Refused
from issuer.requests.replacement import Replacement
from tests.issuer.replacing import make_replacing
from tests.issuer.road import DECIDER
from verifier.verdict import Reason

WINDOW = timedelta(days=180)  # as the example scheme says


@pytest.fixture
def first(road):
    """Return the person's first certificate, granted."""
    (answer,) = grant(road, road.ready())
    assert isinstance(answer, Issued)
    return answer


def grant(road, application):
    return road.candidates.decisions.grant([application], author=DECIDER, at=road.clock())


def again(road):
    """Apply once more; the dossier is still there."""
    return road.apply().application.id


def learn(road, *hours):
    """Record continuing education of today: by topic, and then of any other."""
    for topic, some in zip(
        ("injectables", "complications", "ethics-law", "other"), hours, strict=True
    ):
        members = {
            "kind": "education", "ref": f"since-{topic}", "topic": topic,
            "provider": "Example Academy", "hours": some, "on": f"{road.clock():%Y-%m-%d}",
        }  # fmt: skip
        road.show("P-1", read_document(members))


def lacks(road):
    """Return what a new application would still want of the mentor."""
    found = road.candidates.dossiers.open(again(road), at=road.clock()).assessment.findings
    (mentor,) = (each for each in found if each.requirement == "mentor")
    return [each.sentence.removeprefix("mentor: ") for each in mentor.lacks]


def read(road, number):
    return road.board.certificate(number)


def test_while_it_stands_there_is_no_second(road, first):
    """A second before the window opens it is refused, and the refusal says from when."""
    opens = read(road, first.number).expires - WINDOW
    road.clock.at = opens - timedelta(seconds=1)
    (answer,) = grant(road, again(road))
    assert isinstance(answer, Refused)
    if isinstance(answer.error, ProceedingError):  # else the dossier has aged, which is told first
        assert f"renewed from {opens:%Y-%m-%d}" in str(answer.error)


def test_a_suspended_one_is_decided_on_first(road, first):
    """A newer one would make the doubt forgotten."""
    road.board.lifecycle.act(
        Act.SUSPEND, first.number, reason="audit-open", actor="test", at=road.clock()
    )
    (answer,) = grant(road, again(road))
    assert isinstance(answer, Refused)
    assert "decide on it first" in str(answer.error)


def test_after_a_withdrawal_a_new_one_stands_alone(road, first):
    """What is withdrawn is not renewed: nothing links the two."""
    road.board.lifecycle.act(
        Act.REVOKE, first.number, reason="holder-request", actor="test", at=road.clock()
    )
    (answer,) = grant(road, again(road))
    assert isinstance(answer, Issued)
    assert read(road, answer.number).succeeds is None
    assert read(road, first.number).successor is None


def test_a_renewal_runs_beside_it(road, first):
    """In the window: the newer one is linked, and the older valid to its own end, naming it."""
    learn(road, 12, 4, 2, 2)
    road.practise(50)
    with road.board.store.writing() as unit:  # as if it had been granted nearly two years ago
        ends = road.clock() + timedelta(days=100)
        connection = unit.transaction.connection
        moment = unit.transaction.driver.moment(ends)
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(f"UPDATE certificate SET expires = {mark}", (moment,))  # noqa: S608
    (answer,) = grant(road, again(road))
    assert isinstance(answer, Issued), answer
    older, newer = read(road, first.number), read(road, answer.number)
    assert (older.successor, newer.succeeds) == (newer.number, older.number)
    assert (older.state, older.superseded_from) == (CertificateState.ACTIVE, None)
    road.clock.at += timedelta(days=99)
    assert supersede_replaced(road.board.store, at=road.clock()) == 0
    verdict = road.board.verify(first.token)
    assert (verdict.reason, verdict.successor) == (Reason.VALID, newer.number)
    assert road.board.told(older.number)[-1] == "certificate.succeeded"


def test_practice_asks_for_no_mentor_as_long_as_a_certificate_stands(road, first):
    """Through every certificate that took another's place; after a withdrawal it is asked again."""
    road.practise(1)
    assert lacks(road) == []
    wanted = Replacement(Cause.NAME, "Dr Example-Newer")
    newer = make_replacing(road.board).replace(first.number, wanted, actor=DECIDER, at=road.clock())
    road.clock.at += timedelta(days=1)
    road.practise(1, first=2)
    assert lacks(road) == []
    road.board.lifecycle.act(
        Act.REVOKE, newer.number, reason="holder-request", actor="test", at=road.clock()
    )
    road.board.lifecycle.act(
        Act.REVOKE, first.number, reason="holder-request", actor="test", at=road.clock()
    )
    assert lacks(road)[-1] == "no feedback on 2 of 12 performed cases"
