"""Who works here: invitations, roles, sessions, and those who leave. An administrator's acts."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.accounts.account import Account, Invitation, MadeLink
from issuer.accounts.errors import AccountError
from issuer.accounts.letters import leave_invitation, tell_administrators
from issuer.accounts.ports import AccountsTransactions, AccountsUnit, Officer
from issuer.accounts.roles import Action, Role, may
from issuer.accounts.sign_in import SIGN_IN_LIVES, digest_of
from issuer.evidence.event import Event, EventKind

INVITATION_LIVES = timedelta(days=3)
LINKS_TOLD = timedelta(days=3)
LONGEST_NAME = 100  # characters
_SECRET_BYTES = 32
_PLACES = frozenset({"", "invite"})  # of the desk's addresses below its list of staff
_MAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,190}\.[^\s@<>,;:\".]{2,}")


@dataclass(frozen=True, slots=True)
class Staff:
    """Changes who may come in and what they may do. Every change is an event."""

    transactions: AccountsTransactions

    def everybody(self) -> list[Account]:
        """Return all accounts, by name; those who left too."""
        with self.transactions.reading() as unit:
            return unit.officers.all()

    def invite(
        self, name: str, mail: str | None, roles: frozenset[Role], *, actor: str, at: datetime
    ) -> str:
        """Return the secret of an invitation that lives for three days; those before are void.

        The account is made with it; nobody can come in before the invitation is taken up. Where
        there is an address, a mail brings a link of its own.
        """
        _require_name(name)
        if not roles:
            raise AccountError("an account needs a role at least")
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self.transactions.writing() as unit:
            account = unit.officers.account(name) or _add(unit, Officer(name, roles), at)
            if account.name != name or account.roles != roles:
                raise AccountError(f"{account.name} is on record: change their account instead")
            _require_newcomer(unit, account)
            if mail:
                unit.officers.change(replace(account, mail=_read_mail(mail)))
            made = Invitation(digest_of(secret), name, at, actor, at + INVITATION_LIVES)
            unit.invitations.add(made)
            if mail or account.mail:
                leave_invitation(unit, made)
            told = {"roles": " ".join(sorted(roles))}
            unit.events.append([Event(at, EventKind.OFFICER_INVITED, name, actor, told)])
        return secret

    def set_roles(
        self, name: str, roles: frozenset[Role], *, actor: str, at: datetime
    ) -> frozenset[Role]:
        """Give and take roles; return what changed. All sessions of the officer end with it."""
        with self.transactions.writing() as unit:
            unit.officers.hold()
            officer = _officer(unit, name)
            changed = officer.roles ^ roles
            if not changed:
                return changed
            if not roles:
                raise AccountError("an account needs a role at least; or end the account")
            account = unit.officers.account(name)
            could_come_in = account is not None and not is_newcomer(unit, account)
            unit.officers.set_roles(name, roles)
            _require_administrator(unit, actor, who_can_come_in=could_come_in)
            unit.sessions.end_all(name)
            told = {
                "given": " ".join(sorted(roles - officer.roles)),
                "taken": " ".join(sorted(officer.roles - roles)),
            }
            unit.events.append([Event(at, EventKind.OFFICER_ROLES_CHANGED, name, actor, told)])
        return changed

    def leave(self, name: str, *, actor: str, at: datetime) -> None:
        """End an account at once, with all its sessions. What they did stays on record."""
        with self.transactions.writing() as unit:
            unit.officers.hold()
            _officer(unit, name)
            account = unit.officers.account(name)
            if account is None:
                raise AccountError(f"nobody called {name} works here")
            could_come_in = not is_newcomer(unit, account)
            unit.officers.change(replace(account, password=None, secret=None, ended=at))
            for passkey in unit.passkeys.of(name):
                unit.passkeys.remove(name, passkey.id)
            unit.passkeys.set_codes(name, [])
            unit.sessions.end_all(name)
            _require_administrator(unit, actor, who_can_come_in=could_come_in)
            unit.events.append([Event(at, EventKind.OFFICER_LEFT, name, actor)])

    def end_session(self, name: str, place: str, *, actor: str, at: datetime) -> bool:
        """End one session of an officer, told by `session_place`; tell whether there was one."""
        with self.transactions.writing() as unit:
            for session in unit.sessions.of(name):
                if session_place(session.digest) == place:
                    unit.sessions.end(session.digest)
                    unit.events.append([Event(at, EventKind.SESSION_ENDED, name, actor)])
                    return True
        return False

    def make_link(self, name: str, *, actor: str, at: datetime) -> str:
        """Return the secret of a one-time sign-in: for when nothing else is left.

        Only the command line calls this. Every administrator is told, at the desk and by mail.
        """
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self.transactions.writing() as unit:
            _officer(unit, name)
            unit.officers.add_sign_in(digest_of(secret), name, at + SIGN_IN_LIVES)
            unit.invitations.add_link(MadeLink(name, at, actor))
            tell_administrators(unit, name, actor=actor, at=at)
            unit.events.append([Event(at, EventKind.OFFICER_LINK_MADE, name, actor)])
        return secret

    def links(self, at: datetime) -> list[MadeLink]:
        """Return the links of the last three days: every administrator sees them on every page."""
        with self.transactions.reading() as unit:
            return unit.invitations.links(at - LINKS_TOLD)


def session_place(digest: bytes) -> str:
    """Return what a page calls a session: it opens nothing."""
    return digest.hex()[:16]


def is_newcomer(unit: AccountsUnit, account: Account) -> bool:
    """Tell whether an account has no way in yet."""
    return not account.has_password and not unit.passkeys.of(account.name)


def _require_newcomer(unit: AccountsUnit, account: Account) -> None:
    if not is_newcomer(unit, account):
        raise AccountError(f"{account.name} has an account already")


def _require_administrator(unit: AccountsUnit, actor: str, *, who_can_come_in: bool) -> None:
    """Refuse what would leave nobody to give roles: only a shell could mend that.

    Whoever goes and could come in leaves somebody who can, or who acts now: an invitation may
    never be taken up.
    """
    for account in unit.officers.all():
        if account.ended is not None or not may(account.roles, Action.MANAGE_ACCOUNTS):
            continue
        is_here = account.name == actor or not is_newcomer(unit, account)
        if is_here or not who_can_come_in:
            return
    raise AccountError("somebody has to stay administrator")


def _officer(unit: AccountsUnit, name: str) -> Officer:
    found = unit.officers.find(name)
    if found is None:
        raise AccountError(f"nobody called {name} works here")
    return found


def _add(unit: AccountsUnit, officer: Officer, at: datetime) -> Account:
    unit.officers.add(officer, at)
    account = unit.officers.account(officer.name)
    if account is None:  # the name is of somebody who left
        raise AccountError(f"{officer.name} worked here before: choose another name")
    return account


def _require_name(name: str) -> None:
    """Refuse a name that could be taken for a program's or the command line's on record.

    A stroke, or the word of a page, would be an account that no page could show or end.
    """
    if not _PLACES.isdisjoint((name, name.strip("."))) or "/" in name:
        raise AccountError("this name has no page of its own here: choose another, without /")
    if ":" in name or not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise AccountError(f"a name is one line of {LONGEST_NAME} characters at most, without :")


def _read_mail(mail: str) -> str:
    if _MAIL.fullmatch(mail.strip()) is None:
        raise AccountError("this is no e-mail address")
    return mail.strip()
