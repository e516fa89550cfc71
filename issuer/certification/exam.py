"""What an examination showed, as values. `parse_exam_result` makes them, and its rules hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the exam system knows them: `reference` is its id, `name` what is printed.

    A name is one free text in NFC. `native_name`, the name in the holder's own script, and
    `native_language`, its BCP 47 tag, come together or not at all.
    """

    reference: str
    name: str = field(repr=False)  # no name of a person in a log
    native_name: str | None = field(default=None, repr=False)
    native_language: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenOutcome:
    """The written part: `percent` over all, and `sections` by the scheme's section id.

    Percentages are 0 to 100, exact to a hundredth. `form` is the id of the form that was sat.
    """

    percent: Decimal
    sections: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    form: str | None = None


@dataclass(frozen=True, slots=True)
class PracticalOutcome:
    """The practical part. A critical fail reads `station/what`: `P4/breaks-asepsis-uncorrected`.

    `critical_fails` are sorted, each once.
    """

    percent: Decimal
    stations_passed: int
    critical_fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExamResult:
    """One attempt at a scheme's examination, as reported.

    `attempt` is the exam system's own number for it; `scheme` is the scheme's id, `profession`
    its code there; `completed_at` is aware UTC, whole seconds; `examiners` are sorted names.
    """

    attempt: str
    scheme: str
    candidate: Candidate
    profession: str
    written: WrittenOutcome | None
    practical: PracticalOutcome | None
    completed_at: datetime
    examiners: tuple[str, ...] = field(repr=False)
