"""Status lists, in memory."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.credentials.ports import Slot, StoredList
from issuer.credentials.status_index import KEY_SIZE, StatusPermutation
from issuer.errors import NotFoundedError
from tests.fakes.record import Counter, Record
from verifier.status_list import Status
from verifier.trust import LIST_PATH


@dataclass(frozen=True)
class FakeLists:
    record: Record
    size: int

    def reserve(self, count: int) -> list[Slot]:
        return [self._next() for _ in range(count)]

    def all(self) -> list[StoredList]:
        return list(self.record.lists.values())

    def find(self, uri: str) -> StoredList | None:
        return self.record.lists.get(uri)

    def changed_entries(self, uri: str) -> list[tuple[int, Status]]:
        return sorted(
            (index, status)
            for (of, index), status in self.record.statuses.items()
            if of == uri and status is not Status.VALID
        )

    def store_token(self, uri: str, *, revision: int, signed: datetime, token: str) -> bool:
        known = self.record.lists.get(uri)
        if known is None or revision < known.signed_revision:
            return False
        if known.signed is not None and signed < known.signed:
            return False
        self.record.lists[uri] = replace(
            known, signed_revision=revision, signed=signed, token=token
        )
        return True

    def bump(self, uris: Iterable[str]) -> None:
        for uri in uris:
            known = self.record.lists[uri]
            self.record.lists[uri] = replace(known, revision=known.revision + 1)

    def bump_all(self) -> None:
        self.bump(list(self.record.lists))

    def _next(self) -> Slot:
        newest = next(reversed(self.record.lists), None)
        if newest is None or self.record.counters[newest].given == self.record.lists[newest].size:
            newest = self._open()
        counter, size = self.record.counters[newest], self.record.lists[newest].size
        self.record.counters[newest] = replace(counter, given=counter.given + 1)
        index = StatusPermutation(counter.key, size).indices([counter.given])[0]
        return Slot(newest, index)

    def _open(self) -> str:
        if not self.record.bodies:
            raise NotFoundedError("no body")
        uri = f"{self.record.bodies[0].url}{LIST_PATH}{len(self.record.lists) + 1}"
        self.record.lists[uri] = StoredList(uri, self.size, 0, 0, None, None)
        self.record.counters[uri] = Counter(secrets.token_bytes(KEY_SIZE), 0)
        return uri
