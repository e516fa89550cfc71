"""The one certification body on record, and every version of what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from issuer.body.body import Body
from issuer.body.look import Look, Picture, PictureKind
from issuer.errors import AlreadyFoundedError
from issuer.evidence.chain import GENESIS
from issuer.store.tables.body import BodyRow, ControlRow
from issuer.store.tables.evidence import EventHeadRow
from issuer.store.tables.look import BodyVersionRow, PictureRow
from issuer.store.transaction import Transaction

_bodies = BodyRow.table()
_versions = BodyVersionRow.table()
_pictures = PictureRow.table()
_WORDS = ("name", "telephone", "signatory_name", "signatory_role")


@dataclass(frozen=True, slots=True)
class SqlBodies:
    """Implements `Bodies`."""

    transaction: Transaction

    def get(self) -> Body | None:
        """Return the body as it is now, or None before `init`."""
        return self._read(None)

    def as_of(self, at: datetime) -> Body | None:
        """Return the body as it was at a moment; before it was founded, as it was then."""
        return self._read(at)

    def found(self, body: Body, at: datetime) -> None:
        """Record the body, its switch and the head of its chain; each of them has one row."""
        connection = self.transaction.connection
        try:
            with connection.begin_nested():
                fixed = {"url": body.url, "time_zone": body.time_zone}
                made = insert(_bodies).values(id=1, founded=at, **fixed, **_words(body))
                connection.execute(made)
                connection.execute(insert(ControlRow.table()).values(id=1))
                head = insert(EventHeadRow.table()).values(id=1, seq=0, hash=GENESIS)
                connection.execute(head)
                self._add_version(body, 1, at)
        except IntegrityError as exc:
            raise AlreadyFoundedError("this database has a certification body already") from exc

    def change(self, body: Body, at: datetime) -> None:
        """Record a version that holds from `at` on. Address and time zone stay."""
        connection = self.transaction.connection
        connection.execute(update(_bodies).values(_words(body)))
        newest = select(_versions.c.serial).order_by(_versions.c.serial.desc()).limit(1)
        self._add_version(body, (connection.scalar(newest) or 0) + 1, at)

    def _add_version(self, body: Body, serial: int, at: datetime) -> None:
        look = body.look
        told: dict[str, object] = {
            "accent": look.accent,
            "logo": self._keep(look.logo),
            "signature": self._keep(look.signature),
        }
        made = insert(_versions).values(serial=serial, since=at, **_words(body), **told)
        self.transaction.connection.execute(made)

    def _keep(self, picture: Picture | None) -> str | None:
        if picture is None:
            return None
        made = self.transaction.driver.insert(_pictures).values(
            digest=picture.digest,
            kind=picture.kind.value,
            data=picture.data,
            width=picture.width,
            height=picture.height,
        )
        self.transaction.connection.execute(made.on_conflict_do_nothing())
        return picture.digest

    def _read(self, at: datetime | None) -> Body | None:
        connection = self.transaction.connection
        row = connection.execute(self.transaction.locked(select(_bodies))).first()
        if row is None:
            return None
        newest = select(_versions).order_by(_versions.c.serial.desc()).limit(1)
        if at is not None:
            # What was granted in the second of a change was granted before it, for ever.
            newest = newest.where(or_(_versions.c.since < at, _versions.c.serial == 1))
        version = connection.execute(newest).one()
        words = {name: getattr(version, name) for name in _WORDS}
        return Body(row.url, time_zone=row.time_zone, look=self._look(version), **words)

    def _look(self, version: Row[Any]) -> Look:
        wanted = {digest for digest in (version.logo, version.signature) if digest}
        found: dict[str, Picture] = {}
        if wanted:
            query = select(_pictures).where(_pictures.c.digest.in_(wanted))
            for row in self.transaction.connection.execute(query):
                kind = PictureKind(row.kind)
                found[row.digest] = Picture(kind, row.data, row.width, row.height)
        return Look(
            version.accent, found.get(version.logo or ""), found.get(version.signature or "")
        )


def _words(body: Body) -> dict[str, str]:
    return {name: getattr(body, name) for name in _WORDS}
