"""The body, its keys, its schemes and their types, in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from issuer.body.body import Body
from issuer.body.ports import ActiveScheme, RecordedType
from issuer.errors import (
    AlreadyFoundedError,
    NameTakenError,
    SchemeConflictError,
    UnknownKeyError,
)
from keys.keyring import TrustedKey
from tests.fakes.record import Record


@dataclass(frozen=True)
class FakeBodies:
    record: Record

    def get(self) -> Body | None:
        return self.record.bodies[0] if self.record.bodies else None

    def as_of(self, at: datetime) -> Body | None:
        known = [body for since, body in self.record.versions if since < at]
        return known[-1] if known else self.record.versions[0][1] if self.record.versions else None

    def change(self, body: Body, at: datetime) -> None:
        self.record.bodies[:] = [body]
        self.record.versions.append((at, body))

    def found(self, body: Body, at: datetime) -> None:
        if self.record.bodies:
            raise AlreadyFoundedError("founded before")
        self.record.bodies.append(body)
        self.record.versions.append((at, body))
        self.record.switch.append(None)


@dataclass(frozen=True)
class FakePublicKeys:
    record: Record

    def all(self) -> list[TrustedKey]:
        return list(self.record.public_keys)

    def add(self, key: TrustedKey) -> None:
        if any(known.kid == key.kid for known in self.record.public_keys):
            raise NameTakenError(key.kid)
        self.record.public_keys.append(key)

    def retire(self, kid: str, until: datetime) -> None:
        self._change(kid, until=until)

    def compromise(self, kid: str, at: datetime) -> None:
        self._change(kid, compromised=at)

    def _change(self, kid: str, **values: datetime) -> None:
        if kid not in {known.kid for known in self.record.public_keys}:
            raise UnknownKeyError(kid)
        self.record.public_keys[:] = [
            replace(known, **values) if known.kid == kid else known
            for known in self.record.public_keys
        ]


@dataclass(frozen=True)
class FakeSchemes:
    record: Record

    def active(self) -> list[ActiveScheme]:
        return list(self.record.schemes)

    def activate(self, scheme: ActiveScheme) -> bool:
        for known in self.record.schemes:
            if (known.id, known.version) == (scheme.id, scheme.version):
                if known.document != scheme.document:
                    raise SchemeConflictError(scheme.id)
                return False
        self.record.schemes.append(scheme)
        return True

    def types(self) -> list[RecordedType]:
        return sorted(self.record.types, key=lambda known: known.serial)

    def add_type(self, recorded: RecordedType) -> None:
        meaning = (recorded.scheme, recorded.version, recorded.scope)
        for known in self.record.types:
            same = (known.scheme, known.version, known.scope) == meaning
            if same or known.serial == recorded.serial or known.url == recorded.url:
                raise NameTakenError(recorded.url)
        self.record.types.append(recorded)
