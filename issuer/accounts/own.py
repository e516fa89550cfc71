"""One's own account: taking up an invitation, passkeys, password and app, recovery codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.accounts.account import Account, Passkey, Way
from issuer.accounts.ceremony import LIVES, Ceremonies
from issuer.accounts.door import signed_in
from issuer.accounts.errors import AccountError, ProofError
from issuer.accounts.one_time_codes import make_recovery_codes, recovery_digest, step_of
from issuer.accounts.passwords import hash_password, read_password
from issuer.accounts.ports import AccountsTransactions, AccountsUnit, Officer
from issuer.accounts.sign_in import digest_of
from issuer.accounts.staff import is_newcomer
from issuer.evidence.event import Event, EventKind

LONGEST_LABEL = 60  # characters
_VOID = "this invitation was taken up, has expired or never was one"


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password to be set, with the app's key and the code that shows that the app has it."""

    password: str
    secret: bytes
    code: str


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Changes how one proves who one is. Every change is an event and ends other sessions.

    `about` are the words that a password here must not be made of, such as the body's name.
    """

    transactions: AccountsTransactions
    ceremonies: Ceremonies
    about: tuple[str, ...] = ()

    def invited(self, secret: str, *, at: datetime) -> Account:
        """Return the account that an invitation is for, or raise `ProofError`."""
        with self.transactions.reading() as unit:
            return _invited(unit, secret, at)

    def join_by_passkey(
        self, secret: str, typed: str, label: str, *, key: bytes, at: datetime
    ) -> tuple[Officer, list[str]]:
        """Take up an invitation with a passkey; return the officer and their recovery codes."""
        made, answered = self.ceremonies.register(typed, key=key, at=at)
        with self.transactions.writing() as unit:
            account = _take_up(unit, secret, at)
            passkey = Passkey(
                made.id, account.name, made.public_key, made.counter, _label(label), at
            )
            _spend(unit, answered.digest, at)
            unit.passkeys.add(passkey)
            return _join(unit, account, Way.PASSKEY, at)

    def join_by_password(
        self, secret: str, new: NewPassword, *, at: datetime
    ) -> tuple[Officer, list[str]]:
        """Take up an invitation with password and app; return officer and recovery codes."""
        account = self.invited(secret, at=at)
        step, kept = self._read(new, account, at)
        with self.transactions.writing() as unit:
            account = _take_up(unit, secret, at)
            unit.officers.change(replace(account, password=kept, secret=new.secret))
            unit.officers.spend_code(account.name, step)
            return _join(unit, account, Way.PASSWORD, at)

    def account(self, name: str) -> tuple[Account, list[Passkey], int]:
        """Return an account, its passkeys, and how many recovery codes are left."""
        with self.transactions.reading() as unit:
            account = _own(unit, name)
            return account, unit.passkeys.of(name), unit.passkeys.count_codes(name)

    def add_passkey(self, name: str, typed: str, label: str, *, key: bytes, at: datetime) -> None:
        """Register another passkey."""
        made, answered = self.ceremonies.register(typed, key=key, at=at)
        with self.transactions.writing() as unit:
            _own(unit, name)
            _spend(unit, answered.digest, at)
            unit.passkeys.add(
                Passkey(made.id, name, made.public_key, made.counter, _label(label), at)
            )
            told = {"label": _label(label)}
            unit.events.append([Event(at, EventKind.PASSKEY_ADDED, name, name, told)])

    def remove_passkey(self, name: str, key_id: bytes, *, at: datetime) -> None:
        """Remove a passkey, unless nothing else would be left to come in by.

        Every session ends, this one too: the device may be lost, and signed in.
        """
        with self.transactions.writing() as unit:
            account, held = _own(unit, name), unit.passkeys.of(name)
            gone = [each for each in held if each.id == key_id]
            if not gone:
                raise AccountError("there is no such passkey")
            if len(held) == 1 and not account.has_password:
                raise AccountError("this is your only way in: add another one first")
            unit.passkeys.remove(name, key_id)
            unit.sessions.end_all(name)
            told = {"label": gone[0].label}
            unit.events.append([Event(at, EventKind.PASSKEY_REMOVED, name, name, told)])

    def set_password(self, name: str, new: NewPassword, *, at: datetime) -> None:
        """Set password and app. Every session ends, this one too: come in again with both."""
        with self.transactions.reading() as unit:
            account = _own(unit, name)
        step, kept = self._read(new, account, at)
        with self.transactions.writing() as unit:
            unit.officers.change(replace(_own(unit, name), password=kept, secret=new.secret))
            unit.officers.spend_code(name, step)
            unit.sessions.end_all(name)
            unit.events.append([Event(at, EventKind.PASSWORD_CHANGED, name, name)])

    def remove_password(self, name: str, *, at: datetime) -> None:
        """Come in by passkey alone from now on."""
        with self.transactions.writing() as unit:
            account = _own(unit, name)
            if not unit.passkeys.of(name):
                raise AccountError("this is your only way in: add a passkey first")
            unit.officers.change(replace(account, password=None, secret=None))
            unit.sessions.end_all(name)
            unit.events.append([Event(at, EventKind.PASSWORD_CHANGED, name, name)])

    def make_codes(self, name: str, *, at: datetime) -> list[str]:
        """Return new recovery codes; those before are worth nothing."""
        with self.transactions.writing() as unit:
            _own(unit, name)
            return _make_codes(unit, name, at)

    def _read(self, new: NewPassword, account: Account, at: datetime) -> tuple[int, str]:
        words = (account.name, account.mail or "", *self.about)
        password = read_password(new.password, words)
        step = step_of(new.secret, new.code, at)
        if step is None:
            raise ProofError("the code is not the one that your app shows now")
        return step, hash_password(password)


def _invited(unit: AccountsUnit, secret: str, at: datetime) -> Account:
    invitation = unit.invitations.find(digest_of(secret), at)
    account = unit.officers.account(invitation.officer) if invitation else None
    # Who has come in by another way since needs none, and whoever finds it in a mailbox gets none.
    if account is None or not is_newcomer(unit, account):
        raise ProofError(_VOID)
    return account


def _take_up(unit: AccountsUnit, secret: str, at: datetime) -> Account:
    account = _invited(unit, secret, at)
    if not unit.invitations.use(digest_of(secret), at):
        raise ProofError(_VOID)
    return account


def _join(
    unit: AccountsUnit, account: Account, way: Way, at: datetime
) -> tuple[Officer, list[str]]:
    joined = Event(at, EventKind.OFFICER_JOINED, account.name, account.name, {"way": way.value})
    unit.events.append([joined, signed_in(account.name, way, at)])
    return Officer(account.name, account.roles), _make_codes(unit, account.name, at)


def _make_codes(unit: AccountsUnit, name: str, at: datetime) -> list[str]:
    codes = make_recovery_codes()
    unit.passkeys.set_codes(name, _digests(name, codes))
    unit.events.append([Event(at, EventKind.RECOVERY_CODES_MADE, name, name)])
    return codes


def _digests(name: str, codes: Iterable[str]) -> list[bytes]:
    return [recovery_digest(name, code) for code in codes]


def _own(unit: AccountsUnit, name: str) -> Account:
    account = unit.officers.account(name)
    if account is None:
        raise AccountError("this account was ended")
    return account


def _spend(unit: AccountsUnit, digest: bytes, at: datetime) -> None:
    if not unit.passkeys.spend(digest, at + LIVES):
        raise ProofError("this passkey was registered just now")


def _label(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LABEL] or "Passkey"
