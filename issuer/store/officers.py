"""Officers: their accounts, their roles, and their one-time sign-ins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from issuer.accounts.account import Account
from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.errors import NameTakenError
from issuer.store.tables.accounts import AccountRow, OfficerRoleRow, OfficerRow, SignInRow
from issuer.store.transaction import Transaction

_officers = OfficerRow.table()
_accounts = AccountRow.table()
_roles = OfficerRoleRow.table()
_sign_ins = SignInRow.table()

_HANDLE_SIZE = 32  # bytes; WebAuthn allows 64
_OLD_ROLE = "officer"  # what the column of before roles says of everybody since
_BOTH = select(_officers.c.added, _accounts).join_from(_officers, _accounts)


@dataclass(frozen=True, slots=True)
class SqlOfficers:
    """Implements `Officers`."""

    transaction: Transaction

    def find(self, name: str) -> Officer | None:
        """Return the officer called `name` who has not left."""
        query = select(_accounts.c.ended).where(_accounts.c.officer == name)
        row = self.transaction.connection.execute(query).first()
        if row is None or row.ended is not None:
            return None
        return Officer(name, self._roles_of(name))

    def all(self) -> list[Account]:
        """Return everybody's account, by name; those who left too."""
        rows = self.transaction.connection.execute(_BOTH.order_by(_officers.c.name)).all()
        held = self.transaction.connection.execute(select(_roles)).all()
        return [
            _account(
                row, frozenset(Role(each.role) for each in held if each.officer == row.officer)
            )
            for row in rows
        ]

    def hold(self) -> None:
        """Let nobody else who holds them change roles or accounts until the end."""
        query = select(_accounts.c.officer).order_by(_accounts.c.officer)
        self.transaction.connection.execute(self.transaction.locked(query)).all()

    def account(self, name: str) -> Account | None:
        """Return the account of this name or e-mail address, of somebody who has not left."""
        is_theirs = or_(_accounts.c.officer == name, _accounts.c.folded_mail == _fold(name))
        query = _BOTH.where(is_theirs, _accounts.c.ended.is_(None))
        rows = self.transaction.connection.execute(query.order_by(_accounts.c.officer)).all()
        exact = [row for row in rows if row.officer == name] or rows
        return _account(exact[0], self._roles_of(exact[0].officer)) if exact else None

    def add(self, officer: Officer, at: datetime) -> None:
        """Record an officer with their roles; does nothing if the name exists."""
        made = self.transaction.driver.insert(_officers).values(
            name=officer.name, role=_OLD_ROLE, added=at
        )
        added = made.on_conflict_do_nothing().returning(_officers.c.name)
        if self.transaction.connection.scalar(added) is None:
            return
        handle = secrets.token_bytes(_HANDLE_SIZE)
        account = insert(_accounts).values(officer=officer.name, handle=handle)
        self.transaction.connection.execute(account)
        self.set_roles(officer.name, officer.roles)

    def change(self, account: Account) -> None:
        """Replace what is kept of an account; raise `NameTakenError` for another's address."""
        changed = (
            update(_accounts)
            .where(_accounts.c.officer == account.name)
            .values(
                mail=account.mail,
                folded_mail=_fold(account.mail) if account.mail else None,
                handle=account.handle or secrets.token_bytes(_HANDLE_SIZE),
                password=account.password,
                secret=account.secret,
                ended=account.ended,
            )
        )
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(changed)
        except IntegrityError as exc:
            raise NameTakenError("another account has this e-mail address") from exc

    def set_roles(self, name: str, roles: frozenset[Role]) -> None:
        """Replace the roles of an officer."""
        connection = self.transaction.connection
        connection.execute(delete(_roles).where(_roles.c.officer == name))
        if roles:
            rows = [{"officer": name, "role": role.value} for role in sorted(roles)]
            connection.execute(insert(_roles), rows)

    def spend_code(self, name: str, step: int) -> bool:
        """Take note of a one-time code's time step; tell whether no such or later one was used."""
        is_new = or_(_accounts.c.spent_step.is_(None), _accounts.c.spent_step < step)
        query = update(_accounts).where(_accounts.c.officer == name, is_new)
        return self.transaction.connection.execute(query.values(spent_step=step)).rowcount == 1

    def add_sign_in(self, digest: bytes, officer: str, expires: datetime) -> None:
        """Record a one-time sign-in."""
        made = insert(_sign_ins).values(digest=digest, officer=officer, expires=expires)
        self.transaction.connection.execute(made)

    def use_sign_in(self, digest: bytes, at: datetime) -> Officer | None:
        """Consume a one-time sign-in: the one transaction that deletes its row has it."""
        used = (
            delete(_sign_ins)
            .where(_sign_ins.c.digest == digest, _sign_ins.c.expires > at)
            .returning(_sign_ins.c.officer)
        )
        name = self.transaction.connection.scalars(used).one_or_none()
        return None if name is None else self.find(name)

    def _roles_of(self, name: str) -> frozenset[Role]:
        query = select(_roles.c.role).where(_roles.c.officer == name)
        return frozenset(map(Role, self.transaction.connection.scalars(query)))


def _account(row: Row[Any], roles: frozenset[Role]) -> Account:
    return Account(
        name=row.officer,
        roles=roles,
        added=row.added,
        mail=row.mail,
        handle=row.handle or b"",
        password=row.password,
        secret=row.secret,
        ended=row.ended,
    )


def _fold(mail: str) -> str:
    return mail.strip().casefold()
