"""The registers: providers, courses, supervisors, examiners, sittings; revised, never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ListedRecord
from issuer.candidates.errors import UnknownListedError
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.certification.dossier.register import Course, Examiner, Listed, Sitting
from issuer.certification.errors import DocumentError, Fault
from issuer.certification.scheme import Scheme
from issuer.evidence.event import Event, EventKind


@dataclass(frozen=True, slots=True)
class Registers:
    """Keeps the registers."""

    transactions: CandidateTransactions
    schemes: SchemeShelf

    def put(self, listed: Listed, *, author: str, at: datetime) -> int:
        """Record an entry's next revision and return its number.

        Raises `DocumentError` where it names a scheme, module, station, provider, examiner or
        person that is not on record, or assigns an examiner with a declared conflict.
        """
        with self.transactions.writing() as unit:
            return self.add(unit, listed, author=author, at=at)

    def add(self, unit: CandidateUnit, listed: Listed, *, author: str, at: datetime) -> int:
        """Record an entry's next revision inside a transaction that the caller ends."""
        faults = list(self.faults(unit, listed))
        if faults:
            raise DocumentError(faults)
        before = unit.register.find(listed.kind, [listed.id]).get(listed.id)
        revision = unit.register.put(listed, author, at)
        if before is None or before.revision != revision:
            data: dict[str, str | int] = {"kind": listed.kind, "revision": revision}
            unit.events.append([Event(at, EventKind.REGISTER_CHANGED, listed.id, author, data)])
        return revision

    def faults(self, unit: CandidateUnit, listed: Listed) -> Iterator[Fault]:
        """Yield what an entry names that is not on record."""
        match listed:
            case Course():
                if listed.provider not in unit.register.find("provider", [listed.provider]):
                    yield Fault("provider", f"enter the provider {listed.provider} first")
                scheme = self._scheme(listed.scheme)
                modules = {module.id for module in scheme.modules} if scheme else set()
                yield from _strangers("modules", listed.modules, modules)
            case Examiner():
                for each in listed.schemes:
                    if self._scheme(each) is None:
                        yield Fault("schemes", f"name schemes in force: {each} is not")
            case Sitting():
                yield from self._sitting(unit, listed)
            case _:
                pass  # providers and supervisors name nothing else

    def all(self, kind: str) -> list[ListedRecord]:
        """Return the newest revision of every entry of a kind."""
        with self.transactions.reading() as unit:
            return unit.register.all(kind)

    def find(self, kind: str, id: str) -> ListedRecord:  # noqa: A002 - its name
        """Return the newest revision, or raise `UnknownListedError`."""
        return self.history(kind, id)[0]

    def history(self, kind: str, id: str) -> list[ListedRecord]:  # noqa: A002 - its name
        """Return every revision, newest first, or raise `UnknownListedError`."""
        with self.transactions.reading() as unit:
            found = unit.register.history(kind, id)
        if not found:
            raise UnknownListedError(f"{kind} {id}")
        return found

    def _scheme(self, scheme: str) -> Scheme | None:
        return self.schemes.in_force(scheme).scheme if self.schemes.knows(scheme) else None

    def _sitting(self, unit: CandidateUnit, sitting: Sitting) -> Iterator[Fault]:
        scheme = self._scheme(sitting.scheme)
        if scheme is None or scheme.practical is None:
            yield Fault("scheme", "name a scheme in force that has a practical examination")
            return
        stations = {station.id for station in scheme.practical.stations}
        yield from _strangers("stations", sitting.stations, stations)
        for station in sorted(stations - sitting.stations.keys()):
            yield Fault(f"stations.{station}", "assign two examiners")
        wanted = {*sitting.leads, *(each for pair in sitting.stations.values() for each in pair)}
        examiners = unit.register.find("examiner", sorted(wanted))
        yield from _strangers("stations", sorted(wanted), examiners)
        applied = unit.applications.open_of(sitting.scheme, sitting.candidates)
        for person in sitting.candidates:
            if person not in applied:
                yield Fault("candidates", f"{person} has no open application for {sitting.scheme}")
        yield from _unfit(sitting, [each.listed for each in examiners.values()])


def _unfit(sitting: Sitting, examiners: list[Listed]) -> Iterator[Fault]:
    for station, (first, second) in sitting.stations.items():
        if first == second:
            yield Fault(f"stations.{station}", "assign two different examiners")
    for examiner in examiners:
        if isinstance(examiner, Examiner):
            if sitting.scheme not in examiner.schemes:
                mend = f"assign others: {examiner.id} does not examine for {sitting.scheme}"
                yield Fault("stations", mend)
            bound = {conflict.person for conflict in examiner.conflicts}
            for person in sorted(bound.intersection(sitting.candidates)):
                mend = f"assign others: {examiner.id} declared a conflict with {person}"
                yield Fault("stations", mend)


def _strangers(path: str, names: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(known)[:20]) or "nothing yet"
            yield Fault(path, f"{name} is not listed; known: {listed}")
