"""From a learning system's statement to an exam result: of which scheme, which part, and whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from issuer.body.schemes import ShelvedScheme
from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import StatementError
from issuer.candidates.ports import CandidateUnit
from issuer.certification.exam import Candidate, ExamResult, PracticalOutcome, WrittenOutcome
from issuer.certification.findings import Unmet, UnmetCode
from issuer.certification.impartiality import folded
from issuer.certification.result_rules import CLOCK_LEEWAY, practical_unmet, written_unmet
from issuer.certification.scheme import Scheme
from issuer.certification.xapi import Outcome, Verb

# What speaks of another examination than the scheme's measures nothing: it is no failure either.
_UNMEASURED = frozenset(
    {
        UnmetCode.SECTION_UNKNOWN,
        UnmetCode.SECTION_MISSING,
        UnmetCode.STATIONS_IMPOSSIBLE,
        UnmetCode.CRITICAL_FAIL_UNKNOWN,
    }
)


class Part(StrEnum):
    """A part of an examination."""

    WRITTEN = "written"
    PRACTICAL = "practical"


def attempt_of(sender: str, outcome: Outcome) -> str:
    """Return what the attempt is called: sender, what begins the registration, and statement.

    The same statement is the same attempt, and no other sender's is, whatever it calls its own.
    """
    return f"{sender}.{outcome.registration[:8]}.{outcome.id}"


def subject_of(outcome: Outcome, shelves: Iterable[ShelvedScheme]) -> tuple[Scheme, Part]:
    """Return the scheme in force and its part that the activity stands for, or `StatementError`."""
    found = [
        (shelved.scheme, part)
        for shelved in shelves
        for part, activity in _activities(shelved.scheme)
        if activity == outcome.activity
    ]
    if not found:
        raise StatementError("no scheme in force names this activity: compare object.id with it")
    if len(found) > 1:
        names = ", ".join(f"{scheme.id} ({part})" for scheme, part in found)
        raise StatementError(f"the activity stands for more than one examination: {names}")
    return found[0]


def result_of(
    unit: CandidateUnit, outcome: Outcome, scheme: Scheme, part: Part, *, attempt: str, at: datetime
) -> ExamResult:
    """Return the result that `outcome` reports, or raise `StatementError` with what to mend."""
    if outcome.completed_at > at + CLOCK_LEEWAY:
        raise StatementError("the timestamp is in the future")
    written, practical = None, None
    if part is Part.WRITTEN:
        written = _written(outcome)
        _check_measured(written_unmet(written, scheme.written, cut=_cut(outcome, scheme)), outcome)
    else:
        practical = _practical(outcome)
        _check_measured(practical_unmet(practical, scheme.practical), outcome)
    find = _on_record if scheme.keeps_dossiers else _as_stated
    candidate, profession = find(unit, outcome, scheme)
    return ExamResult(
        attempt=attempt,
        scheme=scheme.id,
        candidate=candidate,
        profession=profession,
        written=written,
        practical=practical,
        completed_at=outcome.completed_at,
        examiners=outcome.examiners,
    )


def _activities(scheme: Scheme) -> Iterator[tuple[Part, str]]:
    if scheme.written is not None and scheme.written.activity is not None:
        yield Part.WRITTEN, scheme.written.activity
    if scheme.practical is not None and scheme.practical.activity is not None:
        yield Part.PRACTICAL, scheme.practical.activity


def _written(outcome: Outcome) -> WrittenOutcome:
    if outcome.stations_passed is not None or outcome.critical_fails:
        raise StatementError("stations and critical fails belong to a practical examination")
    return WrittenOutcome(outcome.percent, outcome.sections, outcome.form)


def _cut(outcome: Outcome, scheme: Scheme) -> Decimal | None:
    """Return the cut score of the form that was sat, None where the scheme lists no forms."""
    forms = {form.id: form.cut_percent for form in scheme.written.forms} if scheme.written else {}
    if outcome.form in forms:
        return forms[outcome.form]
    if forms or outcome.form is not None:
        known = ", ".join(forms) or "none, so leave it out"
        raise StatementError(f"give urn:probatum:form, the form that was sat: {known}")
    return None


def _practical(outcome: Outcome) -> PracticalOutcome:
    if outcome.sections or outcome.form is not None:
        raise StatementError("sections and forms belong to a written examination")
    if outcome.stations_passed is None:
        raise StatementError(
            "a practical examination is more than one score: give urn:probatum:stations-passed"
        )
    if not outcome.examiners:
        raise StatementError("give urn:probatum:examiners: who examined may not decide")
    return PracticalOutcome(outcome.percent, outcome.stations_passed, outcome.critical_fails)


def _check_measured(found: Iterable[Unmet], outcome: Outcome) -> None:
    """Refuse what cannot be measured, and a failure that the scheme would call a pass."""
    unmet = list(found)
    for each in unmet:
        if each.code in _UNMEASURED:
            raise StatementError(each.sentence)
    if outcome.verb is Verb.FAILED and not unmet:
        raise StatementError(
            "failed, and yet all that the scheme asks of this part is met: "
            "compare the mastery score with the scheme's cut score"
        )


def _on_record(unit: CandidateUnit, outcome: Outcome, scheme: Scheme) -> tuple[Candidate, str]:
    ref = outcome.person
    person = unit.people.find([ref]).get(ref)
    if person is None:
        raise StatementError(
            "nobody of this reference is on record: give actor.account.name as we know them"
        )
    record = unit.applications.open_of(scheme.id, [ref]).get(ref)
    if record is None:
        record = next(
            (
                each
                for each in unit.applications.of_person(ref)  # newest first
                if each.application.scheme == scheme.id
                if each.state is not ApplicationState.WITHDRAWN
            ),
            None,
        )
    if record is None:
        raise StatementError(f"the person has no application for {scheme.id}")
    if outcome.name is not None and folded(outcome.name) != folded(person.name):
        raise StatementError("actor.name is another one than on record for this reference")
    names = (person.name, person.native_name, person.native_language)
    return Candidate(ref, *names), record.application.profession


def _as_stated(_: CandidateUnit, outcome: Outcome, scheme: Scheme) -> tuple[Candidate, str]:
    if scheme.written is not None and scheme.practical is not None:
        raise StatementError(
            f"{scheme.id} is decided on both parts together: report them to /api/v1/exam-results"
        )
    if outcome.name is None:
        raise StatementError("add actor.name, as it shall be printed on a certificate")
    profession = outcome.profession
    if profession is None and len(scheme.professions) == 1:
        profession = next(iter(scheme.professions))
    if profession is None or profession not in scheme.professions:
        known = ", ".join(scheme.professions)
        raise StatementError(f"give urn:probatum:profession: one of {known}")
    return Candidate(outcome.person, outcome.name), profession
