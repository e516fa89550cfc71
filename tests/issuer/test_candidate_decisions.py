"""Decisions on applications: only what is met, only by whom may, once; and what they rest on."""

from __future__ import annotations

import json

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import (
    ApplicationClosedError,
    ProceedingError,
    UnknownApplicationError,
    UnmetError,
)
from issuer.certification.dossier.documents import read_document, read_listed
from issuer.certification.errors import AuthorError, DocumentError, ImpartialityError
from issuer.duties.grants import grant_by_rule, issue_what_was_granted
from issuer.duties.intentions import void_dead_intentions
from issuer.errors import IssuingStoppedError
from issuer.intake.answers import Denied, Issued, Refused
from tests.issuer.road import DECIDER, REGISTRAR
from verifier.verdict import Outcome


def grant(road, *names, author=DECIDER):
    return road.candidates.decisions.grant(names, author=author, at=road.clock())


def record_of(road, name):
    with road.board.store.reading() as unit:
        return unit.applications.find([name])[name]


def test_a_full_dossier_is_granted_and_the_certificate_verifies(road):
    """The number, the name and a token that our own verifier calls valid."""
    name = road.ready()
    answer = grant(road, name)[0]
    assert isinstance(answer, Issued)
    assert answer.attempt == name
    assert road.board.verify(answer.token).outcome is Outcome.VALID
    record = record_of(road, name)
    assert (record.state, record.rounds, record.attempt) == (
        *(ApplicationState.GRANTED, 1, f"{name}.1"),
    )


def test_the_decision_tells_what_it_rests_on(road):
    """Author, scheme digest, every finding and a digest of the dossier are in the event."""
    name = road.ready()
    grant(road, name)
    told = next(e for e in road.board.events() if e.link.kind == "decision.granted")
    data = json.loads(told.data)
    found = road.candidates.dossiers.open(name, at=road.clock()).assessment.findings
    assert json.loads(data["assessment"]) == [
        [each.requirement, each.status, each.sentence] for each in found
    ]
    assert data["author"] == DECIDER
    assert len(data["dossier"]) == len(data["scheme_digest"]) == 64


def test_what_is_unmet_is_not_granted(road):
    """The refusal names what is missing; the application stays open."""
    made = road.apply()
    road.fill(made, without=("identity",))
    answer = grant(road, made.application.id)[0]
    assert isinstance(answer, Refused)
    assert isinstance(answer.error, UnmetError)
    assert "Photo" in str(answer.error) or "dentity" in str(answer.error)
    assert record_of(road, made.application.id).state is ApplicationState.OPEN


def test_many_are_granted_each_judged_alone(road):
    """One that is unmet, unknown or granted already keeps nobody else from a certificate."""
    good, other = road.ready("P-1"), road.ready("P-2")
    bad = road.apply("P-3").application.id
    first = grant(road, good)
    answers = grant(road, good, other, bad, "APP-NONE")
    assert isinstance(first[0], Issued)
    assert [type(each.error) if isinstance(each, Refused) else type(each) for each in answers] == [
        *(ApplicationClosedError, Issued, UnmetError, UnknownApplicationError),
    ]


@pytest.mark.parametrize(
    ("author", "how"),
    [
        ("Dr Example-P-1", "candidate"),
        ("dr  EXAMPLE-p-1", "candidate"),
        ("Dr Example-Teacher", "trained"),
        ("Dr Example-Supervisor", "supervised"),
        ("Dr A. Example-Examiner", "examined"),
    ],
)
def test_whoever_was_involved_does_not_decide(road, author, how):
    """Neither grants nor denials: by the candidate, a teacher, a supervisor or an examiner."""
    name = road.ready()
    answer = grant(road, name, author=author)[0]
    assert isinstance(answer, Refused)
    assert isinstance(answer.error, ImpartialityError)
    assert how in str(answer.error)
    with pytest.raises(ImpartialityError):
        road.candidates.decisions.deny(name, author=author, why="why", at=road.clock())
    case = road.candidates.dossiers.open(name, at=road.clock())
    assert how in road.candidates.decisions.obstacle(case, author)


def test_the_register_tells_an_examiner_at_the_desk(road):
    """Whoever works at the desk under another name than in the register is recognised."""
    name = road.ready()
    listed = road.candidates.registers.find("examiner", "ex-1").listed
    members = listed.model_dump(mode="json", exclude_none=True) | {"officer": "Ad Example-Min"}
    road.candidates.registers.put(read_listed(members), author=REGISTRAR, at=road.clock())
    assert isinstance(grant(road, name, author="Ad Example-Min")[0], Refused)


def test_a_declared_conflict_bars_from_deciding(road):
    """An examiner who declared a conflict with the candidate may not decide about them."""
    name = road.ready()
    members = {
        "kind": "examiner", "id": "ex-9", "since": "2026-01-01", "name": "Kin Example-Relative",
        "qualification": "Nurse", "standardised": "2026-06-01", "schemes": ["btx"],
        "conflicts": [{"person": "P-1", "nature": "family", "declared": "2026-05-01"}],
    }  # fmt: skip
    road.candidates.registers.put(read_listed(members), author=REGISTRAR, at=road.clock())
    answer = grant(road, name, author="Kin Example-Relative")[0]
    assert "conflict" in str(answer.error)


def test_a_denial_has_every_reason(road):
    """Every requirement that is not met, in words, and what the officer adds."""
    made = road.apply()
    road.fill(made, without=("identity", "licence"))
    answer = road.candidates.decisions.deny(
        made.application.id, author=DECIDER, why="Not now.", at=road.clock()
    )
    assert isinstance(answer, Denied)
    assert [code for code, _ in answer.reasons] == ["identity", "licence", "officer_denied"]
    with pytest.raises(ApplicationClosedError):
        road.candidates.decisions.deny(made.application.id, author=DECIDER, why="", at=road.clock())


def test_a_denial_of_what_is_met_needs_a_reason(road):
    """Without one nothing is decided; with one the officer's reason is the only one."""
    name = road.ready()
    with pytest.raises(ProceedingError):
        road.candidates.decisions.deny(name, author=DECIDER, why="", at=road.clock())
    answer = road.candidates.decisions.deny(name, author=DECIDER, why="No.", at=road.clock())
    assert answer.reasons == (("officer_denied", "No."),)


def test_the_queue_holds_what_can_be_decided(road):
    """All that is met first; then what is examined and lacks something; not what still runs."""
    ready = road.ready("P-1")
    lacking = road.apply("P-2")
    road.fill(lacking, without=("identity",))
    unexamined = road.apply("P-3")
    road.fill(unexamined, without=("station",))
    road.ready("P-4", scheme="btx-r")
    queue = road.candidates.decisions.queue(at=road.clock())
    assert [case.record.application.id for case in queue] == [ready, lacking.application.id]


def test_by_rule_what_is_met_is_granted(road):
    """The officer who answers for the rule is its author; a person is refused."""
    name = road.ready(scheme="btx-r")
    assert isinstance(grant(road, name)[0].error, AuthorError)
    answer = road.candidates.decisions.settle_by_rule([name], at=road.clock())[0]
    assert isinstance(answer, Issued)
    with road.board.store.reading() as unit:
        found = unit.attempts.find("btx-r", [f"{name}.1"])[f"{name}.1"]
    assert (found.decision.author_kind, found.decision.author) == ("rule", "Head of Certification")
    assert road.candidates.decisions.settle_by_rule([name], at=road.clock()) == []


def test_the_duty_grants_what_became_ready(road):
    """What a rule could grant, however it became so, is granted at the next round, once."""
    road.ready(scheme="btx-r")
    road.apply("P-2", scheme="btx-r")
    decisions = road.candidates.decisions
    assert grant_by_rule(road.board.store, decisions, at=road.clock()) == 1
    assert grant_by_rule(road.board.store, decisions, at=road.clock()) == 0


def test_issuing_stopped_leaves_everything_open(road):
    """While issuing is stopped nothing is decided: the application can be granted later."""
    name = road.ready()
    with road.board.store.writing() as unit:
        unit.control.stop_issuing("test")
    with pytest.raises(IssuingStoppedError):
        grant(road, name)
    assert record_of(road, name).state is ApplicationState.OPEN


def test_a_grant_that_died_is_issued_by_the_duty(road, monkeypatch):
    """Killed between decision and release, the certificate comes a minute later, once."""
    name = road.ready()
    intake = road.candidates.decisions.intake

    class PowerCutError(Exception):
        pass

    def cut(*_args, **_options):
        raise PowerCutError

    monkeypatch.setattr(type(intake.issuer), "release", cut)
    with pytest.raises(PowerCutError):
        grant(road, name)
    monkeypatch.undo()
    assert issue_what_was_granted(road.board.store, intake, at=road.clock()) == 0
    road.clock.advance(61)
    assert void_dead_intentions(road.board.store, at=road.clock()) == 1
    assert issue_what_was_granted(road.board.store, intake, at=road.clock()) == 1
    assert issue_what_was_granted(road.board.store, intake, at=road.clock()) == 0
    road.clock.advance(120)
    assert issue_what_was_granted(road.board.store, intake, at=road.clock()) == 0


def test_a_waiver_takes_two(road):
    """Asked for and approved by one person it is refused; by two it meets the requirement."""
    made = road.apply(profession="np")
    road.fill(made, without=("experience",))
    waiver = {"kind": "waiver", "ref": "w1", "scheme": "btx", "reason": "Served abroad"}
    asked = read_document(waiver | {"requirement": "experience-np-pa"})
    approval = read_document(
        {"kind": "waiver-approval", "ref": "w1", "scheme": "btx", "waiver": "w1"}
    )
    road.show("P-1", asked)
    with pytest.raises(DocumentError, match="second person"):
        road.show("P-1", approval)
    with pytest.raises(DocumentError, match="program"):
        road.show("P-1", approval, author="api:exams")
    assert not road.candidates.dossiers.open(made.application.id, at=road.clock()).assessment.is_met
    road.show("P-1", approval, author=DECIDER)
    case = road.candidates.dossiers.open(made.application.id, at=road.clock())
    assert case.assessment.is_met
    assert "Waived: Served abroad" in [each.sentence for each in case.assessment.findings]
