"""Rosters in CSV: applications, documents of dossiers, entries of registers; read and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from pydantic import BaseModel, ValidationError

from issuer.certification.csv_cells import write_cell
from issuer.certification.csv_columns import columns_of
from issuer.certification.csv_header import Columns
from issuer.certification.csv_rows import Row, read_rows
from issuer.certification.dossier.applicant import Applicant, PersonDocument, read_applicant
from issuer.certification.dossier.documents import (
    DOCUMENT_KINDS,
    LISTED_KINDS,
    Document,
    read_document,
    read_listed,
)
from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.register import Listed
from issuer.certification.errors import DocumentError, Fault
from issuer.certification.faults import faults_of
from issuer.certification.fields import Reference, Strict
from verifier.spreadsheet import guarded

APPLICATIONS = columns_of([Applicant])
# The marks of every station of an examination are columns too.
DOCUMENTS = columns_of(list(DOCUMENT_KINDS.values()), "person", most=500)
LISTED = columns_of(list(LISTED_KINDS.values()))

Shown = tuple[str, Document]
Cells = Mapping[str, str]


class _Owner(Strict):
    person: Reference


def read_applications(text: TextIO | bytes) -> Iterator[Row[Applicant]]:
    """Yield a `Row` for each line of a file of applications; never raise on content."""
    return read_rows(text, APPLICATIONS, read_applicant)


def read_documents(text: TextIO | bytes) -> Iterator[Row[Shown]]:
    """Yield a `Row` for each line of a file of documents, each with its person's reference."""
    return read_rows(text, DOCUMENTS, _read_shown)


def read_register(text: TextIO | bytes) -> Iterator[Row[Listed]]:
    """Yield a `Row` for each line of a file of entries of registers."""
    return read_rows(text, LISTED, read_listed)


def application_cells(person: Person, scheme: str, profession: str, region: str) -> Cells:
    """Return the cells of an application."""
    document = PersonDocument(
        ref=person.ref,
        name=person.name,
        native_name=person.native_name,
        native_language=person.native_language,
        mail=person.mail,
    )
    return _cells(Applicant(person=document, scheme=scheme, profession=profession, region=region))


def document_cells(person: str, document: Document) -> Cells:
    """Return the cells of a document of a person."""
    return {"person": person, **_cells(document)}


def listed_cells(listed: Listed) -> Cells:
    """Return the cells of an entry of a register."""
    return _cells(listed)


def write_roster(columns: Columns, rows: Iterable[Cells]) -> Iterator[str]:
    """Yield the lines of the file that is read as `rows` again: what no row says has no column.

    The header names every column, so that all rows are looked at before the first line.
    """
    kept = list(rows)
    used = {name for row in kept for name, cell in row.items() if cell}
    free = sorted(name for name in used if name not in columns.readers)
    names = [name for name in columns.readers if name in used or name in columns.required] + free
    for cells in ({name: name for name in names}, *kept):
        yield _line(guarded(cells.get(name, "")) for name in names)


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _cells(document: BaseModel) -> dict[str, str]:
    return dict(_leaves(document.model_dump(mode="json", exclude_none=True)))


def _leaves(members: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in members.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, write_cell(value)


def _read_shown(members: dict[str, Any]) -> Shown:
    """Return whose document `members` are and what it says; every mistake is told at once."""
    owner = {"person": members.pop("person")} if "person" in members else {}
    faults: list[Fault] = []
    try:
        _Owner.model_validate(owner)
    except ValidationError as exc:
        faults += faults_of(_Owner, exc)
    try:
        document = read_document(members)
    except DocumentError as exc:
        raise DocumentError([*faults, *exc.fields]) from exc
    if faults:
        raise DocumentError(faults)
    return owner["person"], document
