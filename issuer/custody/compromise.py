"""A stranger may hold a key: all that must be done at once, in one transaction.

What must not wait for anything: the key signs nothing more, every list says so, issuing stops, and
every officer hears of it. Signing anew follows; it takes as long as it takes.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from issuer.body.ports import PublicKeys
from issuer.credentials.issue import Issuer
from issuer.credentials.publish import StatusPublisher
from issuer.credentials.resigning import Resigning
from issuer.credentials.resigning_ports import ResigningUnit
from issuer.custody.keeping import Custody
from issuer.custody.standing import signing_keys
from issuer.errors import (
    KeyRefusedError,
    KeyUnavailableError,
    StorageUnavailableError,
    UnknownKeyError,
)
from issuer.evidence.event import Event, EventKind
from issuer.requests.ports import COMPROMISE, RequestUnit
from issuer.requests.stopping import stop_within
from keys.keyring import Purpose, TrustedKey

_LAST_SECOND = timedelta(seconds=1)  # what was released within it was honest


class CompromiseUnit(RequestUnit, Protocol):
    """A transaction that reaches keys, lists, the switch and alerts."""

    @property
    def public_keys(self) -> PublicKeys:
        """Every key of the body."""
        ...


class CompromiseTransactions(Protocol):
    """Makes such transactions."""

    def writing(self) -> AbstractContextManager[CompromiseUnit]:
        """Begin a transaction that may write."""
        ...


class AllUnit(CompromiseUnit, ResigningUnit, Protocol):
    """A transaction that reaches what signing anew needs, too."""


class AllTransactions(Protocol):
    """Makes such transactions."""

    def writing(self) -> AbstractContextManager[AllUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[AllUnit]:
        """Begin a transaction that only reads."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the key as it is on record, its successor, and lists signed anew.

    `new` is None where another key signs already, or where none could be made: then
    `why_no_key` says why. `unsigned` are lists that no key could sign.
    """

    key: TrustedKey
    new: TrustedKey | None
    why_no_key: str | None
    stopped: bool
    lists: int
    unsigned: int


@dataclass(frozen=True, slots=True)
class Compromises:
    """Takes a key out of use that strangers may hold; `resigning` mends what it signed."""

    transactions: CompromiseTransactions
    custody: Custody
    publisher: StatusPublisher
    resigning: Resigning

    def declare(
        self, kid: str, *, since: datetime | None, why: str, actor: str, at: datetime
    ) -> Outcome:
        """Do all that must be done at once, whatever else fails.

        `since` is the moment from which strangers may have held it; the record keeps it, and
        nothing is judged by it: who has the key can date what they sign as they like. Raise
        `UnknownKeyError`, and `KeyRefusedError` where it is on record already or is to come.
        """
        if since is not None and since > at:
            raise KeyRefusedError("the moment of the compromise is still to come")
        key = self._find(kid)
        _require_new(key)
        signs = self._signs(key, at)
        new, why_none = self._make(key.purpose, at) if signs else (None, None)
        stops = key.purpose is Purpose.CREDENTIAL
        with self.transactions.writing() as unit:
            events = _stop(unit, kid, why, actor, at) if stops else []
            unit.lists.bump_all()
            # Keys are changed by who holds the head of the chain, here as in custody.
            unit.events.append([*_told(key, new, since or at, why, actor, at), *events])
            key = _find(unit, kid)
            _require_new(key)
            unit.public_keys.compromise(kid, since or at)
            until = at + _LAST_SECOND
            if key.until is None or until < key.until:
                unit.public_keys.retire(kid, max(until, key.since))
            if new is not None:
                unit.public_keys.add(new)
            unit.alerts.add(actor, COMPROMISE, kid, why, at)
        self.publisher.trust.renew()
        signed, unsigned = self._sign_lists()
        return Outcome(self._find(kid), new, why_none, stops, signed, unsigned)

    def _find(self, kid: str) -> TrustedKey:
        with self.transactions.writing() as unit:
            return _find(unit, kid)

    def _signs(self, key: TrustedKey, at: datetime) -> bool:
        """Tell whether nothing else of its purpose would sign without it."""
        with self.transactions.writing() as unit:
            keys = [each for each in unit.public_keys.all() if each.kid != key.kid]
        return all(each.purpose is not key.purpose for each in signing_keys(keys, at))

    def _make(self, purpose: Purpose, at: datetime) -> tuple[TrustedKey | None, str | None]:
        """Make a key that signs at once; that none can be made stops nothing of the rest."""
        try:
            return self.custody.make(purpose, at), None
        except KeyUnavailableError as refusal:
            return None, str(refusal)

    def _sign_lists(self) -> tuple[int, int]:
        """Sign every list anew, so that it names the key; return how many were, and were not."""
        signed = unsigned = 0
        for uri in self.publisher.uris():
            try:
                self.publisher.serve(uri)
                signed += 1
            except (KeyUnavailableError, StorageUnavailableError):  # as while a record is in doubt
                unsigned += 1
        return signed, unsigned


def make_compromises(
    transactions: AllTransactions, custody: Custody, publisher: StatusPublisher, issuing: Issuer
) -> Compromises:
    """Return them with what signs anew, over one store."""
    return Compromises(transactions, custody, publisher, Resigning(issuing, transactions))


def _find(unit: CompromiseUnit, kid: str) -> TrustedKey:
    for key in unit.public_keys.all():
        if key.kid == kid:
            return key
    raise UnknownKeyError(f"no key was ever called {kid}")


def _require_new(key: TrustedKey) -> None:
    if key.compromised is not None:
        raise KeyRefusedError(f"{key.kid} is on record as compromised already")


def _stop(unit: CompromiseUnit, kid: str, why: str, actor: str, at: datetime) -> list[Event]:
    return stop_within(unit, f"the key {kid} is compromised: {why}", actor=actor, at=at)


def _told(
    key: TrustedKey,
    new: TrustedKey | None,
    since: datetime,
    why: str,
    actor: str,
    at: datetime,
) -> list[Event]:
    said: dict[str, str | int] = {"purpose": key.purpose, "since": since.isoformat(), "why": why}
    events = [Event(at, EventKind.KEY_COMPROMISED, key.kid, actor, said)]
    if new is not None:
        added: dict[str, str | int] = {"purpose": new.purpose, "since": new.since.isoformat()}
        events.append(Event(at, EventKind.KEY_ADDED, new.kid, actor, added))
    return events
