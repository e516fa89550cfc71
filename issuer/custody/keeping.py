"""Making, retiring and rotating keys, so that no verifier meets a key that it cannot know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.body.own_trust import REREAD_AFTER
from issuer.custody.ports import CustodyTransactions, CustodyUnit
from issuer.errors import KeyRefusedError, KeyUnavailableError, UnknownKeyError
from issuer.evidence.event import Event, EventKind
from keys.keyring import Purpose, TrustedKey
from keys.vault import Vault, VaultError
from verifier.trust import KEYS_LAST, STATUS_ISSUER

SPREADS = REREAD_AFTER * 6  # by then every worker knows, also where clocks differ by seconds
SIGNING = (Purpose.CREDENTIAL, Purpose.STATUS)


@dataclass(frozen=True, slots=True)
class Custody:
    """Looks after the keys of the body at `url`; their private halves are in `vault`.

    A new key is on record, and so in every key set, for `overlap` before it signs: longer than a
    verifier believes the keys it knows to be all there are (`KEYS_LAST`). A change counts only
    after `SPREADS`: a worker that has not heard of it yet does nothing that is wrong later.
    """

    transactions: CustodyTransactions
    url: str
    vault: Vault
    overlap: timedelta

    def add(
        self, purpose: Purpose, *, since: datetime | None, at_once: bool, actor: str, at: datetime
    ) -> TrustedKey:
        """Make a key that signs from `since`, or after the overlap, and publish it now.

        Raise `KeyRefusedError` for a moment that verifiers would not be ready for, unless it is
        to be `at_once`, because nothing else can sign.
        """
        moment = self._since(since, at_once=at_once, at=at)
        key = self.make(purpose, moment)
        with self.transactions.writing() as unit:
            unit.public_keys.add(key)
            unit.events.append([_added(key, actor, at)])
        return key

    def retire(self, kid: str, *, actor: str, at: datetime) -> TrustedKey:
        """Let a key sign nothing more, and return it as it is on record now.

        What it signed stays valid. Raise `UnknownKeyError`, and `KeyRefusedError` where nothing
        else of its purpose could sign then and for good.
        """
        until = at + SPREADS
        with self.transactions.writing() as unit:
            unit.events.append([_retired(kid, until, actor, at)])  # first: one at a time
            keys = unit.public_keys.all()
            key = next((each for each in keys if each.kid == kid), None)
            if key is None:
                raise UnknownKeyError(f"no key was ever called {kid}")
            if key.until is not None and key.until <= until:
                raise KeyRefusedError(f"{kid} is retired already")
            self._require_successor(key, keys, until)
            unit.public_keys.retire(kid, until)
            return _found(unit, kid)

    def rotate(self, *, at_once: bool, actor: str, at: datetime) -> list[TrustedKey]:
        """Make a new key for credentials and one for lists; the others retire at the switch.

        Return the new ones. Raise `KeyRefusedError` while an earlier one still waits to sign.
        """
        moment = self._since(None, at_once=at_once, at=at)
        made = [self.make(purpose, moment) for purpose in SIGNING]
        with self.transactions.writing() as unit:
            unit.events.append([_added(key, actor, at) for key in made])
            old = unit.public_keys.all()
            _require_nothing_waits(old, at)
            retiring = [key for key in old if key.until is None or key.until > moment]
            for key in retiring:
                unit.public_keys.retire(key.kid, moment)
            for key in made:
                unit.public_keys.add(key)
            unit.events.append([_retired(key.kid, moment, actor, at) for key in retiring])
        return made

    def _since(self, since: datetime | None, *, at_once: bool, at: datetime) -> datetime:
        if since is not None and at_once:
            raise KeyRefusedError("give a moment, or say that it is to sign at once; not both")
        if at_once:
            return at + SPREADS
        if since is not None and since < at + KEYS_LAST:
            raise KeyRefusedError(
                f"verifiers believe for {KEYS_LAST // timedelta(hours=1)} hours that they know "
                "every key: choose a later moment, or --at-once if nothing else can sign"
            )
        return since or at + self.overlap

    def make(self, purpose: Purpose, since: datetime) -> TrustedKey:
        """Make a key whose private half is kept, and proven to be the other half, before all."""
        issuer = self.url + (STATUS_ISSUER if purpose is Purpose.STATUS else "")
        try:
            public = self.vault.make()
            self.vault.signer(public)
        except VaultError as exc:
            raise KeyUnavailableError(str(exc)) from exc
        return TrustedKey(issuer=issuer, purpose=purpose, key=public, since=since)

    def _require_successor(
        self, key: TrustedKey, keys: Sequence[TrustedKey], until: datetime
    ) -> None:
        others = [
            each
            for each in keys
            if each.purpose is key.purpose and each.kid != key.kid and each.compromised is None
        ]
        ready = [each for each in others if each.may_sign_at(until)]
        if not ready:
            raise KeyRefusedError(f"no other {key.purpose} key could sign: run `keys rotate`")
        if all(each.until is not None for each in others):
            raise KeyRefusedError(f"every other {key.purpose} key retires: run `keys rotate`")
        try:
            self.vault.signer(max(ready, key=lambda each: each.since).key)
        except VaultError as exc:
            raise KeyRefusedError(f"the key that would sign then cannot: {exc}") from exc


def is_waiting(key: TrustedKey, at: datetime) -> bool:
    """Tell whether a key is published at `at` and does not sign yet, but will."""
    return at < key.since and key.compromised is None and (key.until is None or key.until > at)


def _require_nothing_waits(keys: Sequence[TrustedKey], at: datetime) -> None:
    for key in keys:
        if is_waiting(key, at):
            when = key.since.strftime("%Y-%m-%d %H:%M:%SZ")
            raise KeyRefusedError(f"{key.kid} is published and signs from {when}: wait for it")


def _found(unit: CustodyUnit, kid: str) -> TrustedKey:
    return next(key for key in unit.public_keys.all() if key.kid == kid)


def _added(key: TrustedKey, actor: str, at: datetime) -> Event:
    data: dict[str, str | int] = {"purpose": key.purpose, "since": key.since.isoformat()}
    return Event(at, EventKind.KEY_ADDED, key.kid, actor, data)


def _retired(kid: str, until: datetime, actor: str, at: datetime) -> Event:
    return Event(at, EventKind.KEY_RETIRED, kid, actor, {"until": until.isoformat()})
