"""What the fake keeps: plain containers of frozen values, copied whole for every transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Self

from issuer.accounts.ports import ApiKey, FirstAnswer, Officer, Session
from issuer.body.body import Body
from issuer.body.ports import ActiveScheme, RecordedType
from issuer.credentials.attempt import Attempt
from issuer.credentials.certificate import Certificate, CredentialRecord
from issuer.credentials.notices import Change
from issuer.credentials.ports import StoredList
from issuer.evidence.chain import Opened
from keys.keyring import TrustedKey
from verifier.status_list import Status


@dataclass(frozen=True)
class Counter:
    """How far a list's entries are given out, and in which order."""

    key: bytes
    given: int


@dataclass
class Record:
    """Everything on record."""

    bodies: list[Body] = field(default_factory=list)
    versions: list[tuple[datetime, Body]] = field(default_factory=list)
    switch: list[str | None] = field(default_factory=list)
    public_keys: list[TrustedKey] = field(default_factory=list)
    schemes: list[ActiveScheme] = field(default_factory=list)
    types: list[RecordedType] = field(default_factory=list)
    attempts: dict[tuple[str, str], Attempt] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    credentials: list[CredentialRecord] = field(default_factory=list)
    statuses: dict[tuple[str, int], Status] = field(default_factory=dict)
    lists: dict[str, StoredList] = field(default_factory=dict)
    counters: dict[str, Counter] = field(default_factory=dict)
    chain: list[Opened] = field(default_factory=list)
    notices: list[tuple[str, Change, datetime]] = field(default_factory=list)
    drawings: dict[bytes, str] = field(default_factory=dict)
    api_keys: dict[str, ApiKey] = field(default_factory=dict)
    firsts: dict[tuple[str, str], FirstAnswer] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    sign_ins: dict[bytes, tuple[str, datetime]] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)

    def copy(self) -> Self:
        """Return a record that changes apart from this one."""
        kept = {each.name: getattr(self, each.name).copy() for each in fields(self)}
        return type(self)(**kept)
