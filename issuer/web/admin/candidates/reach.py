"""Reaching an application from its address, and everything that stands in its dossier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from issuer.candidates.application import ApplicationState, Recorded
from issuer.candidates.case_file import CaseFile
from issuer.candidates.errors import (
    ApplicationClosedError,
    UnknownApplicationError,
    UnknownEntryError,
)
from issuer.wiring import IssuerWorld

_ID = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def open_case(world: IssuerWorld, application: str) -> CaseFile:
    """Return the case file as of now, or raise `UnknownApplicationError`."""
    if _ID.fullmatch(application) is None:
        raise UnknownApplicationError(ascii(application))
    return world.candidates.dossiers.open(application, at=world.clock())


def open_case_to_change(world: IssuerWorld, application: str) -> CaseFile:
    """Return the case file of an application that is open, or raise `ApplicationClosedError`."""
    case = open_case(world, application)
    if case.record.state is not ApplicationState.OPEN:
        raise ApplicationClosedError(application)
    return case


def recorded_in(world: IssuerWorld, case: CaseFile) -> list[Recorded]:
    """Return all documents that belong to the application, what is struck too, newest first."""
    with world.database.reading() as unit:
        history = unit.entries.history(case.person.ref)
    scheme = case.scheme.id
    return [each for each in history if getattr(each.document, "scheme", scheme) == scheme]


def entry_of(recorded: Iterable[Recorded], entry: int) -> Recorded:
    """Return the document of this number that counts, or raise `UnknownEntryError`."""
    for each in recorded:
        if each.id == entry and each.struck is None:
            return each
    raise UnknownEntryError(str(entry))


def next_ref(recorded: Iterable[Recorded], kind: str) -> str:
    """Return the next free reference of a kind: 1, 2, 3 ... with what is struck counted too."""
    refs = (each.document.ref for each in recorded if each.document.kind == kind)
    return str(max((int(ref) for ref in refs if _NUMBER.fullmatch(ref)), default=0) + 1)


def by_ref(recorded: Iterable[Recorded], kind: str) -> Mapping[str, Recorded]:
    """Return the documents of a kind that count, by reference."""
    return {
        each.document.ref: each
        for each in recorded
        if each.document.kind == kind and each.struck is None
    }
