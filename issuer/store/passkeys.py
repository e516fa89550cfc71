"""What officers prove themselves with, and what counts against guessing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from issuer.accounts.account import Failed, Passkey
from issuer.errors import NameTakenError
from issuer.store.tables.accounts import (
    DeviceRow,
    FailureRow,
    PasskeyRow,
    RecoveryCodeRow,
    SpentRow,
)
from issuer.store.transaction import Transaction

_passkeys = PasskeyRow.table()
_codes = RecoveryCodeRow.table()
_spent = SpentRow.table()
_failures = FailureRow.table()
_devices = DeviceRow.table()


@dataclass(frozen=True, slots=True)
class SqlPasskeys:
    """Implements `Passkeys`."""

    transaction: Transaction

    def of(self, officer: str) -> list[Passkey]:
        """Return an officer's passkeys, oldest first."""
        query = select(_passkeys).where(_passkeys.c.officer == officer)
        ordered = query.order_by(_passkeys.c.made, _passkeys.c.id)
        return [_passkey(row) for row in self.transaction.connection.execute(ordered)]

    def find(self, key_id: bytes) -> Passkey | None:
        """Return the passkey with this id; locked, so that two uses are counted one by one."""
        query = self.transaction.locked(select(_passkeys).where(_passkeys.c.id == key_id))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _passkey(row)

    def add(self, passkey: Passkey) -> None:
        """Record a passkey; raise `NameTakenError` if its id is on record."""
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(insert(_passkeys).values(asdict(passkey)))
        except IntegrityError as exc:
            raise NameTakenError("this passkey is registered already") from exc

    def use(self, key_id: bytes, counter: int, at: datetime) -> None:
        """Take note of a use."""
        query = update(_passkeys).where(_passkeys.c.id == key_id)
        self.transaction.connection.execute(query.values(counter=counter, used=at))

    def remove(self, officer: str, key_id: bytes) -> bool:
        """Remove an officer's passkey; tell whether there was one."""
        query = delete(_passkeys).where(_passkeys.c.id == key_id, _passkeys.c.officer == officer)
        return self.transaction.connection.execute(query).rowcount == 1

    def set_codes(self, officer: str, digests: list[bytes]) -> None:
        """Replace an officer's recovery codes."""
        self.transaction.connection.execute(delete(_codes).where(_codes.c.officer == officer))
        if digests:
            rows = [{"officer": officer, "digest": digest} for digest in digests]
            self.transaction.connection.execute(insert(_codes), rows)

    def count_codes(self, officer: str) -> int:
        """Return how many recovery codes an officer has left."""
        query = select(func.count()).select_from(_codes).where(_codes.c.officer == officer)
        return self.transaction.connection.scalar(query) or 0

    def use_code(self, officer: str, digest: bytes) -> bool:
        """Consume a recovery code; exactly one caller is told True."""
        query = delete(_codes).where(_codes.c.officer == officer, _codes.c.digest == digest)
        return self.transaction.connection.execute(query).rowcount == 1

    def spend(self, digest: bytes, expires: datetime) -> bool:
        """Take note of a challenge that was answered; tell whether it is the first time."""
        made = self.transaction.driver.insert(_spent).values(digest=digest, expires=expires)
        added = made.on_conflict_do_nothing().returning(_spent.c.expires)
        return self.transaction.connection.scalar(added) is not None


@dataclass(frozen=True, slots=True)
class SqlFailures:
    """Implements `Failures`."""

    transaction: Transaction

    def hold(self, key: bytes, at: datetime) -> None:
        """Let nobody else count under a key until the end: a row that is not there locks nobody."""
        made = self.transaction.driver.insert(_failures).values(key=key, count=0, last=at)
        self.transaction.connection.execute(made.on_conflict_do_nothing(index_elements=["key"]))
        self.transaction.connection.execute(
            self.transaction.locked(select(_failures.c.key).where(_failures.c.key == key))
        )

    def find(self, key: bytes) -> Failed | None:
        """Return the failures counted under a key."""
        tries = select(_failures.c["count"].label("tries"), _failures.c.last)
        query = self.transaction.locked(tries.where(_failures.c.key == key))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else Failed(key, row.tries, row.last)

    def save(self, failed: Failed) -> None:
        """Insert or replace them."""
        values = asdict(failed)
        made = self.transaction.driver.insert(_failures).values(values)
        replaced = made.on_conflict_do_update(index_elements=["key"], set_=values)
        self.transaction.connection.execute(replaced)

    def forget(self, key: bytes) -> None:
        """Remove them."""
        self.transaction.connection.execute(delete(_failures).where(_failures.c.key == key))

    def purge(self, before: datetime, limit: int) -> int:
        """Remove what was counted last before a moment; return how many there were."""
        some = select(_failures.c.key).where(_failures.c.last < before).limit(limit)
        query = delete(_failures).where(_failures.c.key.in_(some))
        return self.transaction.connection.execute(query).rowcount

    def add_device(self, digest: bytes, officer: str, at: datetime) -> None:
        """Record a device from which an officer came in."""
        values = {"digest": digest, "officer": officer, "seen": at}
        made = self.transaction.driver.insert(_devices).values(values)
        again = made.on_conflict_do_update(index_elements=["digest", "officer"], set_=values)
        self.transaction.connection.execute(again)

    def knows_device(self, digest: bytes, officer: str) -> bool:
        """Tell whether the officer came in from this device before."""
        query = select(_devices.c.seen).where(
            _devices.c.digest == digest, _devices.c.officer == officer
        )
        return self.transaction.connection.execute(query).first() is not None


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        officer=row.officer,
        public_key=row.public_key,
        counter=row.counter,
        label=row.label,
        made=row.made,
        used=row.used,
    )
