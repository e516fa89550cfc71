"""The certification body: itself, its switch, its keys, its schemes and their types."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from issuer.store.tables.row import Row, code, given_key


class BodyRow(Row, table=True):
    """The one certification body."""

    __tablename__: ClassVar[str] = "body"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = given_key()
    url: str
    name: str
    telephone: str
    signatory_name: str
    signatory_role: str
    time_zone: str
    founded: datetime


class ControlRow(Row, table=True):
    """The one switch: `stopped` says why issuing is stopped.

    `journal` is the number of the event after which a journal is kept outside; None: none is.
    """

    __tablename__: ClassVar[str] = "control"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = given_key()
    stopped: str | None
    moved: str | None  # where the record went on: nothing is written here any more
    closed: datetime | None  # since when the body issues no more, for good
    lists_until: datetime | None  # until when its last status lists are believed then
    journal: int | None = None


class PublicKeyRow(Row, table=True):
    """A public key as a JWK; private halves are files, never here."""

    __tablename__: ClassVar[str] = "public_key"

    id: int | None = Field(default=None, primary_key=True)
    kid: str = Field(unique=True, sa_type=code())
    issuer: str
    purpose: str
    jwk: str
    since: datetime
    until: datetime | None
    compromised: datetime | None


class SchemeRow(Row, table=True):
    """A version of a scheme as it was activated."""

    __tablename__: ClassVar[str] = "scheme"
    __table_args__ = (UniqueConstraint("scheme", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    scheme: str = Field(sa_type=code())
    version: str = Field(sa_type=code())
    digest: str
    document: bytes
    activated: datetime


class CredentialTypeRow(Row, table=True):
    """What the credential type of one scheme version and scope says, for ever."""

    __tablename__: ClassVar[str] = "credential_type"
    __table_args__ = (
        ForeignKeyConstraint(["scheme", "version"], ["scheme.scheme", "scheme.version"]),
        UniqueConstraint("scheme", "version", "scope"),
    )

    serial: int = given_key()
    url: str = Field(unique=True)
    scheme: str = Field(sa_type=code())
    version: str = Field(sa_type=code())
    scope: str  # JSON: [scope ID, ...]
    document: bytes
