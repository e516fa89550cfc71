"""The issuer's trust in itself: its keys and types as on record, kept for a few seconds."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime, timedelta

from issuer.body.body import Body
from issuer.body.ports import FoundingTransactions
from issuer.errors import StorageUnavailableError
from keys.keyring import Keyring
from verifier.clock import Clock
from verifier.trust import Trust, TrustedIssuer
from verifier.type_metadata import parse_document

REREAD_AFTER = timedelta(seconds=5)


class OwnTrust:
    """A `TrustSource` over the store. While the database is gone, what was read last stays."""

    def __init__(self, body: Body, transactions: FoundingTransactions, clock: Clock) -> None:
        # Its address never changes; what people read of it is read again with the keys.
        self._body = body
        self._transactions = transactions
        self._clock = clock
        self._trust: Trust | None = None
        self._read: datetime | None = None
        self._lock = threading.Lock()

    def current(self) -> Trust:
        """Return trust in this issuer alone. Time, never a token, makes it read again."""
        at = self._clock()
        trust, read = self._trust, self._read
        if trust is not None and read is not None and read <= at < read + REREAD_AFTER:
            return trust
        with self._lock:
            try:
                self._trust = self._load(at)
                self._read = at
            except StorageUnavailableError:
                if self._trust is None:
                    raise
            return self._trust

    def body(self) -> Body:
        """Return the body as on record, a few seconds ago at most."""
        with suppress(StorageUnavailableError):
            self.current()
        return self._body

    def renew(self) -> Trust:
        """Return it as it is on record now; raise `StorageUnavailableError` if nobody can say."""
        at = self._clock()
        with self._lock:
            self._trust = self._load(at)
            self._read = at
            return self._trust

    def forget(self) -> None:
        """Read again next time: this process has just changed keys or types."""
        with self._lock:
            self._read = None

    def _load(self, at: datetime) -> Trust:
        with self._transactions.reading() as unit:
            keys, types = unit.public_keys.all(), unit.schemes.types()
            self._body = unit.bodies.get() or self._body
        issuer = TrustedIssuer(
            url=self._body.url,
            name=self._body.name,
            telephone=self._body.telephone,
            keyring=Keyring(keys),
            keys_as_of=at,
            types={kind.url: parse_document(kind.document) for kind in types},
        )
        return Trust([issuer])
