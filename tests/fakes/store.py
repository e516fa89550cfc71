"""A store in memory that keeps state: what the SQL store promises, in the plainest way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from issuer.errors import StorageUnavailableError
from tests.fakes.accounts import FakeApiKeys, FakeIdempotency, FakeOfficers, FakeSessions
from tests.fakes.certificates import FakeCertificates
from tests.fakes.credentials import FakeCredentials, FakeDrawings
from tests.fakes.evidence import FakeChain, FakeEvents
from tests.fakes.founding import FakeBodies, FakePublicKeys, FakeSchemes
from tests.fakes.issuing import FakeAttempts, FakeControl
from tests.fakes.lists import FakeLists
from tests.fakes.notices import FakeNotices
from tests.fakes.record import Record
from verifier.history import History
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.status_list import SIZE


@dataclass(frozen=True)
class FakeUnit:
    """One transaction: its own copy of the record."""

    record: Record
    list_size: int

    @property
    def control(self) -> FakeControl:
        return FakeControl(self.record)

    @property
    def attempts(self) -> FakeAttempts:
        return FakeAttempts(self.record)

    @property
    def certificates(self) -> FakeCertificates:
        return FakeCertificates(self.record, self.lists)

    @property
    def credentials(self) -> FakeCredentials:
        return FakeCredentials(self.record, self.lists)

    @property
    def lists(self) -> FakeLists:
        return FakeLists(self.record, self.list_size)

    @property
    def events(self) -> FakeEvents:
        return FakeEvents(self.record)

    @property
    def notices(self) -> FakeNotices:
        return FakeNotices(self.record)

    @property
    def chain(self) -> FakeChain:
        return FakeChain(self.record)

    @property
    def drawings(self) -> FakeDrawings:
        return FakeDrawings(self.record)

    @property
    def bodies(self) -> FakeBodies:
        return FakeBodies(self.record)

    @property
    def public_keys(self) -> FakePublicKeys:
        return FakePublicKeys(self.record)

    @property
    def schemes(self) -> FakeSchemes:
        return FakeSchemes(self.record)

    @property
    def api_keys(self) -> FakeApiKeys:
        return FakeApiKeys(self.record)

    @property
    def idempotency(self) -> FakeIdempotency:
        return FakeIdempotency(self.record)

    @property
    def officers(self) -> FakeOfficers:
        return FakeOfficers(self.record)

    @property
    def sessions(self) -> FakeSessions:
        return FakeSessions(self.record)


class FakeStore:
    """Makes transactions, one writer at a time. Set `gone` and it fails as a lost database does."""

    def __init__(self, *, list_size: int = SIZE) -> None:
        self.gone = False
        self._list_size = list_size
        self._record = Record()
        self._lock = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[FakeUnit]:
        self._require_there()
        with self._lock:
            record = self._record.copy()
            yield FakeUnit(record, self._list_size)
            self._require_there()
            self._record = record

    @contextmanager
    def reading(self) -> Iterator[FakeUnit]:
        self._require_there()
        seen = self._record  # another thread may replace it, never change it
        record = seen.copy()
        yield FakeUnit(record, self._list_size)
        if record != seen:
            raise StorageUnavailableError("this transaction only reads")

    def _require_there(self) -> None:
        if self.gone:
            raise StorageUnavailableError("the database is gone")


@dataclass(frozen=True)
class FakeLedger:
    """The ledger over such a store."""

    store: FakeStore

    def find(self, number: str, digest: bytes) -> Entry | None:
        with self._reading() as unit:
            return unit.credentials.entry(number, digest)

    def may_have_lost(self, signed: object) -> bool:  # noqa: ARG002 - nothing is lost here
        return False

    def history(self, number: str) -> History | None:
        with self._reading() as unit:
            return unit.credentials.history(number)

    def token(self, number: str) -> str | None:
        with self._reading() as unit:
            return unit.credentials.newest_token(number)

    @contextmanager
    def _reading(self) -> Iterator[FakeUnit]:
        try:
            with self.store.reading() as unit:
                yield unit
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the ledger cannot be read") from exc
