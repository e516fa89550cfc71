"""A row of a file of certificates from before Probatum, and how it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Self, TextIO

from pydantic import AfterValidator, Field, ValidationError, model_validator

from issuer.certification.csv_columns import columns_of
from issuer.certification.csv_rows import Row, read_rows
from issuer.certification.errors import DocumentError, Fault
from issuer.certification.faults import faults_of
from issuer.certification.fields import (
    Day,
    LanguageTag,
    MailAddress,
    Name,
    ProfessionCode,
    Reference,
    SchemeId,
    Strict,
)
from issuer.certification.lines import read_line
from issuer.prior.prior import PriorState
from verifier.earlier import MAX_NUMBER, earlier_key

LONGEST = timedelta(days=366 * 15)  # from its issue; a longer life is a slip of a digit


def _number(text: str) -> str:
    line = read_line(text, MAX_NUMBER)
    if earlier_key(line) is None:
        raise ValueError("give the number as it is printed: at least one digit in it")
    return line


OldNumber = Annotated[str, AfterValidator(_number)]


class PriorDocument(Strict):
    """A certificate as its body wrote it down before Probatum."""

    number: OldNumber = Field(description="The number printed on it.")
    name: Name = Field(description="The whole name as it is printed: never split.")
    profession: ProfessionCode
    scheme: SchemeId = Field(description="The scheme in force that it counts under from now on.")
    issued: Day
    effective: Day | None = Field(default=None, description="Its first day, where it is not that.")
    valid_through: Day = Field(description="Its last day. It is kept.")
    decided_by: Name = Field(description="Who decided then.")
    decided_on: Day
    state: Literal["in-force", "withdrawn"] = "in-force"
    ended: Day | None = Field(default=None, description="The day of its withdrawal.")
    native_name: Name | None = None
    native_language: LanguageTag | None = None
    holder: Reference | None = Field(default=None, description="The body's own id of the person.")
    mail: MailAddress | None = Field(default=None, description="Where to write to the holder.")

    @property
    def first_day(self) -> date:
        """Return the first day of its period."""
        return self.effective or self.issued

    @property
    def key(self) -> str:
        """Return what all spellings of its number share."""
        return earlier_key(self.number) or self.number

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        faults = "; ".join(_faults(self))
        if faults:
            raise ValueError(faults)
        return self

    def standing(self, today: date) -> PriorState:
        """Return how it stands on `today`."""
        if self.state == "withdrawn":
            return PriorState.WITHDRAWN
        return PriorState.IN_FORCE if today <= self.valid_through else PriorState.EXPIRED

    def digest(self, *, person: bool) -> bytes:
        """Return the SHA-256 of all that the row says, with or without whom it is about."""
        left = set() if person else {"name", "native_name", "native_language", "holder", "mail"}
        told = self.model_dump(mode="json", exclude=left, exclude_none=True)
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()


def _faults(row: PriorDocument) -> Iterator[str]:
    if (row.native_name is None) != (row.native_language is None):
        yield "give native_name and native_language together, or neither"
    if row.decided_on > row.issued:
        yield "decided_on is after issued: a decision comes first"
    if row.effective is not None and row.effective < row.issued:
        yield "effective is before issued: no certificate begins before it is there"
    if not row.first_day <= row.valid_through <= row.issued + LONGEST:
        yield "valid_through is before its first day, or more than 15 years after issued"
    if (row.state == "withdrawn") != (row.ended is not None):
        yield "give ended, the day of the withdrawal, where state is withdrawn, and only there"
    if row.ended is not None and not row.issued <= row.ended <= row.valid_through:
        yield "ended is not within its period"


PRIORS = columns_of([PriorDocument])


def read_priors(text: TextIO | bytes) -> Iterator[Row[PriorDocument]]:
    """Yield a `Row` for each line of a file of certificates; never raise on content."""
    return read_rows(text, PRIORS, _read)


def _read(members: Mapping[str, object]) -> PriorDocument:
    try:
        return PriorDocument.model_validate(members)
    except ValidationError as exc:
        raise DocumentError(_placed(faults_of(PriorDocument, exc))) from exc


def _placed(faults: Iterator[Fault]) -> list[Fault]:
    """Tell a fault of the whole row by the column that it begins with."""
    placed: list[Fault] = []
    for path, mend in faults:
        if path != "document":
            placed.append(Fault(path, mend))
            continue
        for part in mend.split("; "):
            column = part.removeprefix("give ").split()[0].rstrip(",")
            placed.append(Fault(column, part))
    return placed
