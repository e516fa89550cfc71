"""An exam result on the wire: the JSON of `POST /api/v1/exam-results`, read and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from issuer.certification.errors import ExamResultError, ExamResultMalformedError, Fault
from issuer.certification.exam import Candidate, ExamResult, PracticalOutcome, WrittenOutcome
from issuer.certification.faults import faults_of
from issuer.certification.fields import (
    CriticalFail,
    Id,
    LanguageTag,
    Moment,
    Name,
    Percent,
    ProfessionCode,
    Reference,
    SchemeId,
    Strict,
)
from issuer.certification.figures import show_moment, to_number
from verifier.strict_json import StrictJsonError, load_object

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
EXAMPLE: dict[str, Any] = {
    "attempt": "EX-2026-00417",
    "scheme": "btx-1",
    "candidate": {"reference": "C-10023", "name": "Dr Amélie Example-Santos"},
    "profession": "physician",
    "written": {"percent": 84.5, "sections": {"S1": 88, "S5": 82.25}},
    "practical": {"percent": 81, "stations_passed": 8, "critical_fails": []},
    "completed_at": "2026-10-16T15:30:00Z",
    "examiners": ["Prof Ines Specimen-Koch", "Dr Omar Sample-Reyes"],
}

# RFC 8785: members sorted, no spaces, shortest escapes, numbers as JavaScript prints them.
_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class CandidateDocument(Strict):
    """The person who sat the examination."""

    reference: Reference = Field(description="The exam system's own id of the person.")
    name: Name = Field(description="The whole name as it shall be printed: never split.")
    native_name: Name | None = Field(
        default=None, description="The name in the person's own script."
    )
    native_language: LanguageTag | None = Field(
        default=None, description="BCP 47 tag of `native_name`, such as ar. With it or not at all."
    )

    @model_validator(mode="after")
    def _name_with_its_language(self) -> Self:
        if (self.native_name is None) != (self.native_language is None):
            raise ValueError("give native_name and native_language together, or neither")
        return self

    def to_candidate(self) -> Candidate:
        """Return the value that this document stands for."""
        return Candidate(self.reference, self.name, self.native_name, self.native_language)


class WrittenDocument(Strict):
    """The written part."""

    percent: Percent = Field(description="Over all sections, with at most two decimals.")
    sections: dict[Id, Percent] = Field(
        default_factory=dict, max_length=50, description="Percent by the scheme's section id."
    )
    form: Id | None = Field(
        default=None, description="The form's id, where the scheme lists forms."
    )

    def to_outcome(self) -> WrittenOutcome:
        """Return the value that this document stands for."""
        return WrittenOutcome(self.percent, self.sections, self.form)


class PracticalDocument(Strict):
    """The practical part."""

    percent: Percent = Field(description="Over all stations, with at most two decimals.")
    stations_passed: int = Field(ge=0, le=100, description="How many stations were passed.")
    critical_fails: list[CriticalFail] = Field(
        default_factory=list, max_length=100, description="Each as station/what, once."
    )

    @field_validator("critical_fails")
    @classmethod
    def _once(cls, fails: list[str]) -> list[str]:
        return _each_once(fails)

    def to_outcome(self) -> PracticalOutcome:
        """Return the value that this document stands for."""
        fails = tuple(sorted(self.critical_fails))
        return PracticalOutcome(self.percent, self.stations_passed, fails)


class ExamResultDocument(Strict):
    """What an exam system reports of one attempt."""

    model_config = ConfigDict(title="ExamResult", json_schema_extra={"examples": [EXAMPLE]})

    attempt: Reference = Field(
        description="The exam system's own number for this attempt; to report it again is safe."
    )
    scheme: SchemeId = Field(description="The scheme's id, such as btx-1.")
    candidate: CandidateDocument
    profession: ProfessionCode = Field(description="One of the scheme's profession codes.")
    written: WrittenDocument | None = None
    practical: PracticalDocument | None = None
    completed_at: Moment = Field(
        description="When the last part ended: RFC 3339, any offset. Fractions are dropped."
    )
    examiners: list[Name] = Field(
        default_factory=list,
        max_length=50,
        validate_default=True,
        description="Who examined, by name: needed with a practical part. They may not decide.",
    )

    @field_validator("examiners")
    @classmethod
    def _known(cls, names: list[str], info: ValidationInfo) -> list[str]:
        # Without their names nobody can tell whether the decision is impartial.
        if not names and info.data.get("practical") is not None:
            raise ValueError("name who examined the practical part")
        return _each_once(names)

    def to_result(self) -> ExamResult:
        """Return the value that this document stands for."""
        return ExamResult(
            attempt=self.attempt,
            scheme=self.scheme,
            candidate=self.candidate.to_candidate(),
            profession=self.profession,
            written=self.written.to_outcome() if self.written else None,
            practical=self.practical.to_outcome() if self.practical else None,
            completed_at=self.completed_at,
            examiners=tuple(sorted(self.examiners)),
        )


def _each_once(items: list[str]) -> list[str]:
    if len(set(items)) != len(items):
        raise ValueError("name each one once")
    return items


def parse_exam_result(data: bytes) -> ExamResult:
    """Return the result that `data`, strict JSON of at most 64 KiB, reports.

    Raises `ExamResultMalformedError` where it is not strict JSON and `ExamResultError` where a
    member is missing, unknown or out of range, and nothing else, for any bytes.
    """
    try:
        members = load_object(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except StrictJsonError as exc:
        raise ExamResultMalformedError([Fault("document", str(exc))]) from exc
    return read_members(members)


def read_members(members: Mapping[str, object]) -> ExamResult:
    """Return the result that already loaded `members` report, or raise `ExamResultError`."""
    try:
        return ExamResultDocument.model_validate(members).to_result()
    except ValidationError as exc:
        raise ExamResultError(faults_of(ExamResultDocument, exc)) from exc


def canonical_result(result: ExamResult) -> bytes:
    """Return the canonical JSON (RFC 8785) of `result`: equal results, equal bytes, and back.

    It is what `parse_exam_result` reads as `result` again.
    """
    written, practical = result.written, result.practical
    members: dict[str, Any] = {
        "attempt": result.attempt,
        "candidate": _candidate_members(result.candidate),
        "completed_at": show_moment(result.completed_at),
        "examiners": result.examiners,
        "profession": result.profession,
        "scheme": result.scheme,
    }
    if written is not None:
        sections = {name: to_number(percent) for name, percent in written.sections.items()}
        members["written"] = {"percent": to_number(written.percent), "sections": sections}
        if written.form is not None:
            members["written"]["form"] = written.form
    if practical is not None:
        members["practical"] = {
            "critical_fails": practical.critical_fails,
            "percent": to_number(practical.percent),
            "stations_passed": practical.stations_passed,
        }
    return _encode(members).encode("utf-8")


def _candidate_members(candidate: Candidate) -> dict[str, str | None]:
    members: dict[str, str | None] = {"name": candidate.name, "reference": candidate.reference}
    if candidate.native_name is not None:
        members["native_name"] = candidate.native_name
        members["native_language"] = candidate.native_language
    return members
