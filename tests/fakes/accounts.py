"""Programs' keys, officers and sessions, in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from issuer.accounts.ports import ApiKey, FirstAnswer, Officer, Session
from issuer.errors import IdempotencyConflictError, NameTakenError
from tests.fakes.record import Record


@dataclass(frozen=True)
class FakeApiKeys:
    record: Record

    def find(self, digest: bytes) -> ApiKey | None:
        for key in self.record.api_keys.values():
            if key.digest == digest and key.ended is None:
                return key
        return None

    def add(self, key: ApiKey) -> None:
        if key.name in self.record.api_keys:
            raise NameTakenError(key.name)
        self.record.api_keys[key.name] = key

    def all(self) -> list[ApiKey]:
        return list(self.record.api_keys.values())

    def end(self, name: str, at: datetime) -> bool:
        key = self.record.api_keys.get(name)
        if key is None or key.ended is not None:
            return False
        self.record.api_keys[name] = replace(key, ended=at)
        return True

    def tell(self, name: str, at: datetime) -> None:
        self.record.api_keys[name] = replace(self.record.api_keys[name], told=at)


@dataclass(frozen=True)
class FakeIdempotency:
    record: Record

    def find(self, client: str, key: str) -> FirstAnswer | None:
        return self.record.firsts.get((client, key))

    def add(self, first: FirstAnswer, at: datetime) -> None:  # noqa: ARG002 - nobody reads it back
        if (first.client, first.key) in self.record.firsts:
            raise IdempotencyConflictError(first.key)
        self.record.firsts[first.client, first.key] = first


@dataclass(frozen=True)
class FakeOfficers:
    record: Record

    def find(self, name: str) -> Officer | None:
        return self.record.officers.get(name)

    def add(self, officer: Officer, at: datetime) -> None:  # noqa: ARG002 - nobody reads it back
        self.record.officers.setdefault(officer.name, officer)

    def add_sign_in(self, digest: bytes, officer: str, expires: datetime) -> None:
        self.record.sign_ins[digest] = (officer, expires)

    def use_sign_in(self, digest: bytes, at: datetime) -> Officer | None:
        officer, expires = self.record.sign_ins.get(digest, ("", at))
        if expires <= at:
            return None
        del self.record.sign_ins[digest]
        return self.find(officer)


@dataclass(frozen=True)
class FakeSessions:
    record: Record

    def find(self, digest: bytes) -> Session | None:
        return self.record.sessions.get(digest)

    def save(self, session: Session) -> None:
        self.record.sessions[session.digest] = session

    def end(self, digest: bytes) -> None:
        self.record.sessions.pop(digest, None)
