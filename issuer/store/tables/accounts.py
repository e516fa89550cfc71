"""Programs' keys, officers, their sign-ins and sessions. Of a secret there is only a digest."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger
from sqlmodel import Field

from issuer.store.tables.row import Row, code


class ApiKeyRow(Row, table=True):
    """A program's key."""

    __tablename__: ClassVar[str] = "api_key"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    digest: bytes = Field(unique=True, repr=False)
    made: datetime
    ended: datetime | None
    scopes: str | None  # the acts it may do, parted by spaces; none of keys made before 0004
    ends: datetime | None  # by itself; never of keys made before 0014
    told: datetime | None  # when administrators were last told of its end


class IdempotencyRow(Row, table=True):
    """What an idempotency key was first used for."""

    __tablename__: ClassVar[str] = "idempotency"

    client: str = Field(primary_key=True, sa_type=code())
    key: str = Field(primary_key=True, sa_type=code())
    request_digest: bytes
    scheme: str
    attempt: str
    used: datetime


class OfficerRow(Row, table=True):
    """A member of staff. `role` is of the time before roles had a table of their own."""

    __tablename__: ClassVar[str] = "officer"

    name: str = Field(primary_key=True)
    role: str
    added: datetime


class AccountRow(Row, table=True):
    """How a member of staff proves who they are."""

    __tablename__: ClassVar[str] = "account"

    officer: str = Field(primary_key=True, foreign_key="officer.name")
    mail: str | None
    folded_mail: str | None = Field(unique=True)
    handle: bytes | None = Field(unique=True, repr=False)
    password: str | None = Field(repr=False)
    secret: bytes | None = Field(repr=False)
    spent_step: int | None
    ended: datetime | None


class OfficerRoleRow(Row, table=True):
    """A role that somebody holds."""

    __tablename__: ClassVar[str] = "officer_role"

    officer: str = Field(primary_key=True, foreign_key="officer.name")
    role: str = Field(primary_key=True, sa_type=code())


class SignInRow(Row, table=True):
    """A one-time sign-in that was not used yet."""

    __tablename__: ClassVar[str] = "sign_in"

    digest: bytes = Field(primary_key=True, repr=False)
    officer: str = Field(foreign_key="officer.name")
    expires: datetime


class SessionRow(Row, table=True):
    """A signed-in browser."""

    __tablename__: ClassVar[str] = "session"

    digest: bytes = Field(primary_key=True, repr=False)
    officer: str | None = Field(foreign_key="officer.name")
    started: datetime
    seen: datetime
    data: str = Field(repr=False)
    proven: datetime | None
    way: str | None
    address: str | None
    browser: str | None


class InvitationRow(Row, table=True):
    """An invitation that was not taken up."""

    __tablename__: ClassVar[str] = "invitation"

    digest: bytes = Field(primary_key=True, repr=False)
    officer: str = Field(foreign_key="officer.name")
    made: datetime
    made_by: str
    expires: datetime


class MadeLinkRow(Row, table=True):
    """A sign-in link that was made on the command line."""

    __tablename__: ClassVar[str] = "made_link"

    id: int | None = Field(default=None, primary_key=True)
    officer: str = Field(foreign_key="officer.name")
    made: datetime
    made_by: str


class PasskeyRow(Row, table=True):
    """A passkey's public half."""

    __tablename__: ClassVar[str] = "passkey"

    id: bytes = Field(primary_key=True)
    officer: str = Field(foreign_key="officer.name", index=True)
    public_key: bytes = Field(repr=False)
    counter: int = Field(sa_type=BigInteger)  # 32 bits without a sign
    label: str
    made: datetime
    used: datetime | None


class RecoveryCodeRow(Row, table=True):
    """A recovery code that was not used yet."""

    __tablename__: ClassVar[str] = "recovery_code"

    officer: str = Field(primary_key=True, foreign_key="officer.name")
    digest: bytes = Field(primary_key=True, repr=False)


class SpentRow(Row, table=True):
    """A challenge that was answered, until it would have expired by itself."""

    __tablename__: ClassVar[str] = "spent_challenge"

    digest: bytes = Field(primary_key=True)
    expires: datetime


class FailureRow(Row, table=True):
    """Failed sign-ins under one key."""

    __tablename__: ClassVar[str] = "sign_in_failure"

    key: bytes = Field(primary_key=True)
    count: int
    last: datetime


class DeviceRow(Row, table=True):
    """A device from which somebody came in."""

    __tablename__: ClassVar[str] = "known_device"

    digest: bytes = Field(primary_key=True, repr=False)
    officer: str = Field(primary_key=True, foreign_key="officer.name")
    seen: datetime
