"""The dossier: who applies for what, and everything that was shown for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.register import Course, Examiner, Provider, Supervisor

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the body knows them. `ref` is its own number for them, `name` what is printed."""

    ref: str
    name: str = field(repr=False)
    native_name: str | None = field(default=None, repr=False)
    native_language: str | None = None
    mail: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Application:
    """A person applies for a certification, in a profession and a region, under one version."""

    id: str
    person: str
    scheme: str
    version: str
    profession: str
    region: str
    submitted: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the dossier, and who put it there."""

    document: Document
    author: str
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Registers:
    """What of the body's registers the entries refer to, by id.

    `standardised` has every day on which an examiner was, by id: the newest alone would count for
    examinations before it, and take away what counted then.
    """

    providers: Mapping[str, Provider] = field(default_factory=dict)
    courses: Mapping[str, Course] = field(default_factory=dict)
    supervisors: Mapping[str, Supervisor] = field(default_factory=dict)
    examiners: Mapping[str, Examiner] = field(default_factory=dict)
    standardised: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def last_standardised(self, examiner: Examiner, on: date) -> date | None:
        """Return when an examiner was last standardised by a day, or None."""
        known = self.standardised.get(examiner.id, frozenset({examiner.standardised}))
        return max((day for day in known if day <= on), default=None)


@dataclass(frozen=True)
class Dossier:
    """All there is to assess. The order of `entries` means nothing; entries struck are not in it.

    Only documents of this scheme, and those that belong to no scheme, are in it. `certified` is
    the first day of the certificate that the person holds of it, or of the one that it renewed.
    """

    application: Application
    entries: tuple[Entry, ...]
    registers: Registers = field(default_factory=Registers)
    certified: date | None = None

    @cached_property
    def _by_kind(self) -> dict[type, list[Entry]]:
        found: dict[type, list[Entry]] = {}
        for entry in sorted(self.entries, key=_order):
            found.setdefault(type(entry.document), []).append(entry)
        return found

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return the documents of one kind, in one order whatever order they came in."""
        return [entry.document for entry in self._by_kind.get(kind, ())]  # type: ignore[misc]

    def entries_of(self, kind: type) -> list[Entry]:
        """Return the entries of one kind, with their authors."""
        return self._by_kind.get(kind, [])


def _order(entry: Entry) -> tuple[str, str]:
    return entry.document.kind, entry.document.ref


def dossier_of(
    application: Application,
    entries: Iterable[Entry],
    registers: Registers,
    certified: date | None = None,
) -> Dossier:
    """Return the dossier of an application: of the person's entries, those that belong to it."""
    scheme = application.scheme
    mine = (each for each in entries if getattr(each.document, "scheme", scheme) == scheme)
    return Dossier(application, tuple(mine), registers, certified)
