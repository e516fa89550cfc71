"""Exam results for schemes with dossiers: filed with the right person, decided by rule, voided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import ProceedingError, UnknownApplicationError
from issuer.certification.errors import DocumentError, ExamResultError
from issuer.certification.exam import Candidate, PracticalOutcome, WrittenOutcome
from issuer.errors import AttemptConflictError, UnknownAttemptError
from issuer.intake.answers import Denied, Issued, Refused, Waiting
from tests.certification.rules.good_documents import documents
from tests.issuer.board import make_result
from tests.issuer.road import DECIDER, REGISTRAR, SECTIONS, read


def take(road, result):
    return road.candidates.results.take(result, actor="api:exams", at=road.clock())


def waiting_for_exam(road, scheme="btx-r", person="P-1"):
    made = road.apply(person, scheme=scheme)
    road.fill(made, without=("written", "station"))
    return made.application.id


def void(road, attempt="EX-1", scheme="btx-r"):
    road.candidates.results.void(
        scheme, attempt, why="two people sat", actor="lms", at=road.clock()
    )


def test_a_result_completes_a_dossier_and_the_rule_grants(road):
    """The certificate is the answer, and sent again it is the same one."""
    waiting_for_exam(road)
    answer = take(road, road.result())
    assert isinstance(answer, Issued)
    assert take(road, road.result()) == answer


def test_a_result_waits_where_something_is_missing(road):
    """A failed part, or a dossier that lacks something else, waits; nothing is denied by it."""
    waiting_for_exam(road)
    failed = road.result(written=WrittenOutcome(Decimal(40), SECTIONS, "A"))
    assert take(road, failed) == Waiting("EX-1")


def test_a_person_decides_where_the_scheme_says_so(road):
    """The result waits, and then the application is in the queue."""
    name = waiting_for_exam(road, scheme="btx")
    assert take(road, road.result(scheme="btx")) == Waiting("EX-1")
    queue = road.candidates.decisions.queue(at=road.clock())
    assert [case.record.application.id for case in queue] == [name]


def test_results_of_schemes_without_dossiers_go_the_old_way(road):
    """In one file of both kinds, every answer stands in its place."""
    waiting_for_exam(road)
    mixed = [make_result(), road.result(), make_result(attempt="EX-2")]
    answers = road.candidates.results.take_many(mixed, actor="test", at=road.clock())
    assert [type(each) for each in answers] == [Issued, Issued, Issued]
    assert [each.attempt for each in answers] == [each.attempt for each in mixed]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"candidate": Candidate("P-9", "Nobody Example")}, UnknownApplicationError),
        ({"candidate": Candidate("P-1", "Somebody Example-Else")}, ExamResultError),
        ({"written": WrittenOutcome(Decimal(80), SECTIONS, "Z")}, DocumentError),
        ({"written": WrittenOutcome(Decimal(80), {"S9": Decimal(80)}, "A")}, DocumentError),
    ],
)
def test_a_result_that_fits_nobody_is_refused(road, changes, error):
    """Nothing of it is on record."""
    waiting_for_exam(road)
    with pytest.raises(error):
        take(road, road.result(**changes))
    with road.board.store.reading() as unit:
        assert unit.entries.find("P-1", "written", "EX-1") is None


def test_a_result_from_the_future_is_refused(road):
    """An exam system whose clock runs a day ahead is told so."""
    waiting_for_exam(road)
    with pytest.raises(DocumentError, match="day that has come"):
        take(road, road.result(completed_at=road.clock() + timedelta(days=1)))


def test_another_result_under_the_same_number_is_refused(road):
    """The first stands."""
    waiting_for_exam(road)
    take(road, road.result(practical=None))
    other = road.result(practical=None, written=WrittenOutcome(Decimal(81), SECTIONS, "A"))
    with pytest.raises(AttemptConflictError):
        take(road, other)


def test_both_parts_may_come_apart(road):
    """First the written part, then the practical one: the second brings the certificate."""
    waiting_for_exam(road)
    assert take(road, road.result("EX-1", practical=None)) == Waiting("EX-1")
    assert isinstance(take(road, road.result("EX-2", written=None)), Issued)


def test_a_voided_pass_before_a_decision_counts_no_more(road):
    """It is struck, and the queue is empty again; voided twice it is unknown."""
    waiting_for_exam(road, scheme="btx")
    take(road, road.result(scheme="btx"))
    void(road, scheme="btx")
    assert road.candidates.decisions.queue(at=road.clock()) == []
    with pytest.raises(UnknownAttemptError):
        void(road, scheme="btx")


def test_a_voided_pass_reopens_the_decision_and_flags_the_certificate(road):
    """The certificate stays as it is until a person has looked; no second one can be granted."""
    name = waiting_for_exam(road, scheme="btx")
    take(road, road.result(scheme="btx"))
    issued = road.candidates.decisions.grant([name], author=DECIDER, at=road.clock())[0]
    void(road, scheme="btx")
    review = road.candidates.appeals.reviews()[0]
    assert (review.number, review.application) == (issued.number, name)
    with road.board.store.reading() as unit:
        assert unit.applications.find([name])[name].state is ApplicationState.OPEN
    take(road, road.result("EX-2", scheme="btx"))
    answer = road.candidates.decisions.grant([name], author="Al Example-Other", at=road.clock())[0]
    assert isinstance(answer, Refused)
    assert isinstance(answer.error, ProceedingError)


def test_a_review_that_lets_the_certificate_stand_closes_the_application(road):
    """Settled once, it is gone from the list; the application is granted as it was."""
    name = waiting_for_exam(road, scheme="btx")
    take(road, road.result(scheme="btx"))
    road.candidates.decisions.grant([name], author=DECIDER, at=road.clock())
    void(road, scheme="btx")
    review = road.candidates.appeals.reviews()[0]
    settle = road.candidates.appeals.settle_review
    settle(review.id, note="A mix-up of the test centre.", by=DECIDER, at=road.clock())
    assert road.candidates.appeals.reviews() == []
    with road.board.store.reading() as unit:
        assert unit.applications.find([name])[name].state is ApplicationState.GRANTED
    with pytest.raises(ProceedingError):
        settle(review.id, note="again", by=DECIDER, at=road.clock())


def test_a_voided_result_without_dossier_raises_a_review_or_is_denied(road):
    """What was granted is looked at; what waited is denied, with the reason."""
    granted = make_result()
    take(road, granted)
    void(road, granted.attempt, scheme="btx-1")
    assert [each.attempt for each in road.candidates.appeals.reviews()] == [granted.attempt]
    waiting = replace(granted, scheme="btx-2", attempt="EX-9")
    assert take(road, waiting) == Waiting("EX-9")
    void(road, "EX-9", scheme="btx-2")
    answer = take(road, waiting)
    assert isinstance(answer, Denied)
    assert answer.reasons[0][0] == "result_voided"
    with pytest.raises(UnknownAttemptError):
        void(road, "EX-NONE", scheme="btx-1")


def test_a_practical_part_that_a_critical_fail_spoils_waits(road):
    """One critical fail fails all of it, whatever the percentage."""
    waiting_for_exam(road)
    outcome = PracticalOutcome(Decimal(95), 8, ("P4/breaks-asepsis-uncorrected",))
    assert take(road, road.result(practical=outcome)) == Waiting("EX-1")


def test_striking_is_told_and_undone_by_nothing(road):
    """A struck document counts no more; the same one may be recorded again, as a new entry."""
    made = road.apply()
    road.fill(made)
    with road.board.store.reading() as unit:
        entry = unit.entries.find("P-1", "identity", "identity")
    dossiers = road.candidates.dossiers
    dossiers.strike(entry.id, author=REGISTRAR, why="wrong person", at=road.clock())
    found = dossiers.open(made.application.id, at=road.clock()).assessment.missing
    assert [each.requirement for each in found] == ["identity"]
    road.show("P-1", entry.document)
    assert dossiers.open(made.application.id, at=road.clock()).assessment.is_met


def test_a_voided_pass_touches_no_other_certification(road):
    """A person certified under two schemes is doubted under the one alone."""
    other = road.ready(scheme="btx")
    road.candidates.decisions.grant([other], author=DECIDER, at=road.clock())
    made = road.apply(scheme="btx-r")
    road.show("P-1", *(
        read({**each, "ref": _again(each["ref"]), **_renamed(each)}, "btx-r")
        for each in documents() if each["kind"] in {"training", "case", "feedback"}
    ))  # fmt: skip
    assert isinstance(take(road, road.result()), Issued)
    void(road)
    with road.board.store.reading() as unit:
        found = unit.applications.find([other, made.application.id])
    assert found[other].state is ApplicationState.GRANTED
    assert found[made.application.id].state is ApplicationState.OPEN


def _renamed(members):
    return {"case": _again(members["case"])} if members["kind"] == "feedback" else {}


def _again(ref):
    return f"r{ref}"


def test_a_review_does_not_restore_what_was_decided_anew(road):
    """A second round's denial, opened again by an appeal, stays open when the review is settled."""
    name = waiting_for_exam(road, scheme="btx")
    take(road, road.result(scheme="btx"))
    road.candidates.decisions.grant([name], author=DECIDER, at=road.clock())
    void(road, scheme="btx")
    road.candidates.decisions.deny(name, author="Di Example-Other", why="No.", at=road.clock())
    with road.board.store.writing() as unit:
        record = unit.applications.find([name])[name]
        unit.applications.settle(replace(record, state=ApplicationState.OPEN))
    review = road.candidates.appeals.reviews()[0]
    road.candidates.appeals.settle_review(review.id, note="x", by=DECIDER, at=road.clock())
    with road.board.store.reading() as unit:
        assert unit.applications.find([name])[name].state is ApplicationState.OPEN
