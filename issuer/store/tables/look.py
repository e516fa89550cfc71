"""What the body says of itself and how it looks, version by version, and its pictures."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, code, given_key


class PictureRow(Row, table=True):
    """A logo or a signature, under the SHA-256 of its bytes."""

    __tablename__: ClassVar[str] = "picture"

    digest: str = Field(primary_key=True, sa_type=code())
    kind: str
    data: bytes
    width: int
    height: int


class BodyVersionRow(Row, table=True):
    """What holds from `since` on, until the next: a certificate is drawn as of its own day."""

    __tablename__: ClassVar[str] = "body_version"

    serial: int = given_key()
    since: datetime
    name: str
    telephone: str
    signatory_name: str
    signatory_role: str
    accent: str
    logo: str | None = Field(foreign_key="picture.digest", sa_type=code())
    signature: str | None = Field(foreign_key="picture.digest", sa_type=code())
