"""Publishing status lists: the served bytes are the stored ones, signed anew when they must be."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from issuer.credentials.ports import StoredList, Transactions
from issuer.credentials.signing_keys import SigningKeys
from issuer.credentials.steadiness import Unwatched, Watch
from issuer.errors import ClockJumpedError, KeyUnavailableError, StorageUnavailableError
from keys.keyring import Purpose
from verifier.clock import Clock
from verifier.status_list import pack
from verifier.status_lists import StatusUnavailableError
from verifier.status_token import LIFETIME, TTL, StatusList, sign_status_list
from verifier.trust import Trust, TrustedIssuer, TrustSource
from verifier.trust_file import TrustFile

RESIGN_AFTER = TTL / 2
_SECOND = timedelta(seconds=1)

_log = logging.getLogger(__name__)


class RecordedTrust(TrustSource, Protocol):
    """Trust that can be read anew."""

    def renew(self) -> Trust:
        """Return it as it is on record now, or raise `StorageUnavailableError`."""
        ...


@dataclass(frozen=True, slots=True)
class StatusPublisher:
    """Signs a list when a change bumped its revision, or when it is older than half its `ttl`.

    It is also the `ListSource` of the issuer's own verifier.
    """

    url: str
    transactions: Transactions
    keys: SigningKeys
    trust: RecordedTrust
    clock: Clock
    watch: Watch = field(default_factory=Unwatched)

    def fetch(self, uri: str) -> str:
        """Return the newest token for `uri`, for our own verifier.

        When it cannot be signed anew the one on record must do: the verifier judges its age, and
        asks the ledger for what changed since.
        """
        try:
            stored, token = self._refresh(uri)
        except StorageUnavailableError as exc:
            raise StatusUnavailableError("the list cannot be read") from exc
        told = token or (stored.token if stored else None)
        if told is None:
            raise StatusUnavailableError("there is no such list, or it was never signed")
        return told

    def serve(self, uri: str) -> str | None:
        """Return the token to publish, or None if there is no such list.

        Raise `KeyUnavailableError` rather than publish a list that hides a change.
        """
        stored, token = self._refresh(uri)
        if stored is None or token is not None:
            return token
        if stored.revision != stored.signed_revision or stored.token is None:
            raise KeyUnavailableError("the status list changed and cannot be signed")
        return stored.token

    def uris(self) -> list[str]:
        """Return the address of every list."""
        with self.transactions.reading() as unit:
            return [stored.uri for stored in unit.lists.all()]

    def trust_file(self) -> TrustFile:
        """Return all that anyone needs to verify offline: keys, types and the newest lists.

        A list that `serve` would not publish is left out: who has no list says so.
        """
        lists = {uri: token for uri in self.uris() if (token := self._publishable(uri))}
        return TrustFile(self.trust.current(), lists)

    def _publishable(self, uri: str) -> str | None:
        try:
            return self.serve(uri)
        except KeyUnavailableError:
            return None

    def _refresh(self, uri: str) -> tuple[StoredList | None, str | None]:
        """Return the list on record and a token that may be served, if there can be one."""
        at = self.clock()
        with self.transactions.reading() as unit:
            stored = unit.lists.find(uri)
        if stored is None or _may_be_served(stored, at):
            return stored, stored.token if stored else None
        try:
            return stored, self._sign(uri, at)
        except (KeyUnavailableError, StorageUnavailableError, ClockJumpedError) as exc:
            _log.warning("the status list stays as it is: %s", exc)
            return stored, None

    def _sign(self, uri: str, at: datetime) -> str | None:
        with self.transactions.reading() as unit:
            stored = unit.lists.find(uri)  # before the entries: they may be newer, never older
            changed = unit.lists.changed_entries(uri)
        if stored is None:
            return None
        self.watch.require_steady(at)  # a list of the future could not be taken back: see `_date`
        issuer = self.trust.renew().find(self.url)  # after it: what is told of keys is no older
        if issuer is None:
            raise KeyUnavailableError("the issuer is not known")
        issued = _date(stored, at)
        signer = self.keys.status_signer(issued)  # a key that may sign what is dated so
        status_list = StatusList(
            uri=uri,
            issued=issued,
            expires=stored.until or issued + LIFETIME,
            bits=pack(changed, size=stored.size),
            compromised=_compromised(issuer),
            final=stored.closed is not None,
        )
        token = sign_status_list(status_list, issuer=issuer, signer=signer)
        if self._is_kept(stored, issued, token):
            return token
        return self._refresh(uri)[1]  # another worker was quicker, but it may have known less

    def _is_kept(self, stored: StoredList, issued: datetime, token: str) -> bool:
        """Keep the token for all workers; a full disk is no reason to withhold it."""
        try:
            with self.transactions.writing() as unit:
                return unit.lists.store_token(
                    stored.uri, revision=stored.revision, signed=issued, token=token
                )
        except StorageUnavailableError as exc:
            _log.warning("the status list is served unkept: %s", exc)
            return True


def _may_be_served(stored: StoredList, at: datetime) -> bool:
    if stored.token is None or stored.signed is None:
        return False
    if stored.revision != stored.signed_revision:
        return False
    if stored.closed is not None:  # what was signed since is final
        return stored.signed > stored.closed
    return at - stored.signed < RESIGN_AFTER


def _date(stored: StoredList, at: datetime) -> datetime:
    """Return when a list is signed: never before the last one, and a final one after closing."""
    moments = [at, stored.signed or at]
    return max(moments if stored.closed is None else [*moments, stored.closed + _SECOND])


def _compromised(issuer: TrustedIssuer) -> frozenset[str]:
    return frozenset(
        key.kid
        for key in issuer.keyring
        if key.compromised is not None and key.purpose is Purpose.CREDENTIAL
    )
