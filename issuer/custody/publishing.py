"""Which keys stand in the key sets that anyone may fetch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from issuer.custody.ports import CustodyTransactions
from issuer.errors import StorageUnavailableError
from keys.keyring import Purpose, TrustedKey
from verifier.status_token import LIFETIME

_SETTLED = timedelta(hours=1)  # what was intended before the end is signed, or void, long since


class PublishedKeys:
    """Leaves out a retired key once the last that it signed has ended, and a compromised one.

    Only from key sets: they cannot say when a key signed, nor that strangers may hold it. Trust
    files can, and hold every key for ever; so does our own verifier, which must go on telling an
    old certificate from a forged one.
    """

    def __init__(self, transactions: CustodyTransactions) -> None:
        self._transactions = transactions
        self._ends: dict[str, datetime | None] = {}  # of settled keys: these never change

    def of(self, keys: Iterable[TrustedKey], at: datetime) -> list[TrustedKey]:
        """Return those of `keys` that are published at `at`, the oldest first."""
        wanted = [key for key in keys if key.compromised is None and self._is_needed(key, at)]
        return sorted(wanted, key=lambda key: (key.since, key.kid))

    def _is_needed(self, key: TrustedKey, at: datetime) -> bool:
        if key.until is None or at < key.until + _SETTLED:
            return True
        if key.purpose is not Purpose.CREDENTIAL:
            return at < key.until + LIFETIME
        try:
            end = self._end(key.kid)
        except StorageUnavailableError:
            return True
        return end is not None and at < end

    def _end(self, kid: str) -> datetime | None:
        if kid not in self._ends:
            with self._transactions.reading() as unit:
                self._ends[kid] = unit.key_uses.last_end(kid)
        return self._ends[kid]
