"""Schemes in force, read from the record and kept for a few seconds."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from issuer.body.body import Body
from issuer.body.credential_types import type_of
from issuer.body.ports import ActiveScheme, FoundingTransactions
from issuer.certification.errors import Fault, SchemeError
from issuer.certification.scheme import Scheme
from issuer.certification.scheme_file import parse_scheme
from issuer.errors import UnknownSchemeError
from issuer.evidence.event import Event, EventKind
from verifier.clock import Clock

REREAD_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class ShelvedScheme:
    """An active scheme version, and the type of the credentials it grants."""

    scheme: Scheme
    type_url: str


class SchemeShelf:
    """The schemes in force, for all threads; what another process activates is seen in seconds."""

    def __init__(self, transactions: FoundingTransactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock
        self._versions: dict[tuple[str, str], ShelvedScheme] = {}
        self._newest: dict[str, ShelvedScheme] = {}
        self._read: datetime | None = None
        self._lock = threading.Lock()

    def in_force(self, scheme: str) -> ShelvedScheme:
        """Return the newest version of `scheme`, or raise `UnknownSchemeError`."""
        self._refresh()
        if scheme not in self._newest:
            raise UnknownSchemeError(scheme)
        return self._newest[scheme]

    def knows(self, scheme: str) -> bool:
        """Tell whether a scheme of this name is in force."""
        self._refresh()
        return scheme in self._newest

    def version(self, scheme: str, version: str) -> ShelvedScheme:
        """Return this version of `scheme`, or raise `UnknownSchemeError`."""
        self._refresh()
        if (scheme, version) not in self._versions:
            raise UnknownSchemeError(f"{scheme} {version}")
        return self._versions[scheme, version]

    def all(self) -> list[ShelvedScheme]:
        """Return the version in force of every scheme."""
        self._refresh()
        return list(self._newest.values())

    def versions(self) -> list[Scheme]:
        """Return every version of every scheme that was ever put in force."""
        self._refresh()
        return [shelved.scheme for shelved in self._versions.values()]

    def _refresh(self) -> None:
        at = self._clock()
        with self._lock:
            if self._read is not None and self._read <= at < self._read + REREAD_AFTER:
                return
            with self._transactions.reading() as unit:
                active, types = unit.schemes.active(), unit.schemes.types()
            for recorded in active:
                key = (recorded.id, recorded.version)
                if key not in self._versions:
                    url = next(t.url for t in types if (t.scheme, t.version) == key)
                    self._versions[key] = ShelvedScheme(parse_scheme(recorded.document), url)
                self._newest[recorded.id] = self._versions[key]
            self._read = at


def activate(
    transactions: FoundingTransactions, body: Body, document: bytes, *, actor: str, at: datetime
) -> Scheme:
    """Put a scheme in force; its bytes are stored and never edited.

    Doing it again with the same bytes changes nothing. Raise `SchemeError` for a scheme with a
    mistake, `SchemeConflictError` for a version that is in force with other bytes.
    """
    scheme = parse_scheme(document)
    _require_other_registers(scheme, body)
    recorded = ActiveScheme(scheme.id, scheme.version, scheme.digest, document, at)
    with transactions.writing() as unit:
        _require_own_activities(scheme, unit.schemes.active())
        types = unit.schemes.types()
        if unit.schemes.activate(recorded):
            unit.schemes.add_type(type_of(scheme, body, serial=len(types) + 1))
            data: dict[str, str | int] = {"version": scheme.version, "digest": scheme.digest}
            unit.events.append([Event(at, EventKind.SCHEME_ACTIVATED, scheme.id, actor, data)])
    return scheme


def _require_own_activities(scheme: Scheme, active: list[ActiveScheme]) -> None:
    """Raise `SchemeError` where a learning system's address stands for another scheme already."""
    newest = {recorded.id: recorded for recorded in active if recorded.id != scheme.id}
    taken = {
        address: other
        for other, recorded in newest.items()
        for _, address in _activities(parse_scheme(recorded.document))
    }
    faults = [
        Fault(path, f"give an address of its own: this one is {taken[address]}'s")
        for path, address in _activities(scheme)
        if address in taken
    ]
    if faults:
        raise SchemeError(faults)


def _require_other_registers(scheme: Scheme, body: Body) -> None:
    """Raise `SchemeError` where the body sends patients to itself: a licence is a regulator's."""
    faults = [
        Fault(f"registers[{index}].url", "give the regulator's address: this is the body's own")
        for index, register in enumerate(scheme.registers)
        if urlsplit(register.url).hostname == urlsplit(body.url).hostname
    ]
    if faults:
        raise SchemeError(faults)


def _activities(scheme: Scheme) -> list[tuple[str, str]]:
    parts = (("written.activity", scheme.written), ("practical.activity", scheme.practical))
    return [(path, part.activity) for path, part in parts if part and part.activity]
