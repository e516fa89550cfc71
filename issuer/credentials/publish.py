"""Publishing status lists: the served bytes are the stored ones, signed anew when they must be."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from issuer.credentials.ports import StoredList, Transactions
from issuer.credentials.signing_keys import SigningKeys
from issuer.errors import KeyUnavailableError, StorageUnavailableError
from keys.keyring import Purpose
from verifier.clock import Clock
from verifier.status_list import pack
from verifier.status_lists import StatusUnavailableError
from verifier.status_token import LIFETIME, TTL, StatusList, sign_status_list
from verifier.trust import TrustedIssuer, TrustSource
from verifier.trust_file import TrustFile

RESIGN_AFTER = TTL / 2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StatusPublisher:
    """Signs a list when a change bumped its revision, or when it is older than half its `ttl`.

    It is also the `ListSource` of the issuer's own verifier.
    """

    url: str
    transactions: Transactions
    keys: SigningKeys
    trust: TrustSource
    clock: Clock

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
        """Return all that anyone needs to verify offline: keys, types and the newest lists."""
        return TrustFile(self.trust.current(), {uri: self.fetch(uri) for uri in self.uris()})

    def _refresh(self, uri: str) -> tuple[StoredList | None, str | None]:
        """Return the list on record and a token that may be served, if there can be one."""
        at = self.clock()
        with self.transactions.reading() as unit:
            stored = unit.lists.find(uri)
        if stored is None or _may_be_served(stored, at):
            return stored, stored.token if stored else None
        try:
            return stored, self._sign(uri, at)
        except (KeyUnavailableError, StorageUnavailableError) as exc:
            _log.warning("the status list stays as it is: %s", exc)
            return stored, None

    def _sign(self, uri: str, at: datetime) -> str | None:
        issuer = self.trust.current().find(self.url)
        if issuer is None:
            raise KeyUnavailableError("the issuer is not known")
        signer = self.keys.status_signer(at)
        with self.transactions.reading() as unit:
            stored = unit.lists.find(uri)  # before the entries: they may be newer, never older
            changed = unit.lists.changed_entries(uri)
        if stored is None:
            return None
        issued = max(at, stored.signed) if stored.signed else at  # never before the last one
        status_list = StatusList(
            uri=uri,
            issued=issued,
            expires=issued + LIFETIME,
            bits=pack(changed, size=stored.size),
            compromised=_compromised(issuer),
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
    return stored.revision == stored.signed_revision and at - stored.signed < RESIGN_AFTER


def _compromised(issuer: TrustedIssuer) -> frozenset[str]:
    return frozenset(
        key.kid
        for key in issuer.keyring
        if key.compromised is not None and key.purpose is Purpose.CREDENTIAL
    )
