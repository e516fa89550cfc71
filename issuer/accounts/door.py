"""Coming in: by passkey, by password and one-time code, or by a recovery code.

Whatever does not fit is told in the same words, after the same work: nobody learns who works here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.accounts.account import Account, Passkey, Way
from issuer.accounts.ceremony import LIVES, Ceremonies
from issuer.accounts.errors import ProofError
from issuer.accounts.one_time_codes import recovery_digest, step_of
from issuer.accounts.passwords import is_password
from issuer.accounts.ports import AccountsTransactions, AccountsUnit, Officer
from issuer.accounts.throttle import Caller, count_try
from issuer.evidence.event import Event, EventKind

_NO_PASSKEY = "this passkey is not known here, or did not prove who you are"
_NO_PASSWORD = "name, password and code do not fit together"  # noqa: S105 - what people are told
_NO_CODE = "name and recovery code do not fit together"


@dataclass(frozen=True, slots=True)
class Door:
    """Lets officers in who prove who they are. Every success is an event."""

    transactions: AccountsTransactions
    ceremonies: Ceremonies

    def by_passkey(
        self, typed: str, *, key: bytes, at: datetime, same: str | None = None
    ) -> Officer:
        """Return the officer whose passkey answered, or raise `ProofError`.

        `key` is the key of the browser's session, which signed the challenge. Where only the
        officer called `same` may prove themselves, a colleague's passkey changes nothing.
        """
        answered = self.ceremonies.read_proof(typed, key=key, at=at)
        with self.transactions.reading() as unit:
            passkey = unit.passkeys.find(answered.key_id)
        if passkey is None:
            raise ProofError(_NO_PASSKEY)
        counter = self.ceremonies.prove(answered, passkey)
        require_same(passkey.officer, same)
        with self.transactions.writing() as unit:
            if not unit.passkeys.spend(answered.digest, at + LIVES):
                raise ProofError(_NO_PASSKEY)
            officer = self._use(unit, answered.key_id, counter, at)
        if officer is None:
            raise ProofError(_NO_PASSKEY)
        return officer

    def by_password(
        self, name: str, password: str, code: str, *, caller: Caller, at: datetime
    ) -> Officer:
        """Return the officer, or raise `ProofError`, or `SlowDownError` after many failures."""
        account, counted = self._count(name, caller, at)
        fits = is_password(account.password if account else None, password)
        step = step_of(account.secret, code, at) if account and account.secret else None
        if account is None or not fits or step is None:
            raise ProofError(_NO_PASSWORD)
        with self.transactions.writing() as unit:
            # The same code again is somebody who looked over a shoulder.
            if not unit.officers.spend_code(account.name, step):
                raise ProofError(_NO_PASSWORD)
            return _come_in(unit, account.name, Way.PASSWORD, caller, counted, at)

    def by_recovery_code(self, name: str, code: str, *, caller: Caller, at: datetime) -> Officer:
        """Return the officer whose code on paper this is: it is good once."""
        account, counted = self._count(name, caller, at)
        owner = account.name if account else name
        with self.transactions.writing() as unit:
            if not unit.passkeys.use_code(owner, recovery_digest(owner, code)):
                raise ProofError(_NO_CODE)
            officer = _come_in(unit, owner, Way.RECOVERY, caller, counted, at)
            left = unit.passkeys.count_codes(owner)
            unit.events.append(
                [Event(at, EventKind.RECOVERY_CODE_USED, owner, owner, {"left": left})]
            )
        return officer

    def _count(self, name: str, caller: Caller, at: datetime) -> tuple[Account | None, list[bytes]]:
        with self.transactions.writing() as unit:
            account = unit.officers.account(name)
            return account, count_try(unit, account.name if account else name, caller, at)

    def _use(self, unit: AccountsUnit, key_id: bytes, counter: int, at: datetime) -> Officer | None:
        passkey = unit.passkeys.find(key_id)
        officer = unit.officers.find(passkey.officer) if passkey else None
        if passkey is None or officer is None:
            return None
        if _went_back(passkey, counter):
            told: dict[str, str | int] = {
                "label": passkey.label,
                "counter": passkey.counter,
                "told": counter,
            }
            unit.events.append(
                [Event(at, EventKind.PASSKEY_DOUBTED, officer.name, officer.name, told)]
            )
            return None
        unit.passkeys.use(key_id, counter, at)
        unit.events.append([signed_in(officer.name, Way.PASSKEY, at)])
        return officer


def require_same(name: str, same: str | None) -> None:
    """Raise `ProofError` where somebody else than `same` proves who they are."""
    if same is not None and name != same:
        raise ProofError("this proves somebody else: sign out first, and sign in as them")


def signed_in(name: str, way: Way, at: datetime) -> Event:
    """Return the event of somebody coming in."""
    return Event(at, EventKind.OFFICER_SIGNED_IN, name, name, {"way": way.value})


def _went_back(passkey: Passkey, counter: int) -> bool:
    """Tell whether somebody else holds a copy: the device counts, and was ahead (WebAuthn 7.2)."""
    return (counter > 0 or passkey.counter > 0) and counter <= passkey.counter


def _come_in(
    unit: AccountsUnit, name: str, way: Way, caller: Caller, counted: list[bytes], at: datetime
) -> Officer:
    officer = unit.officers.find(name)
    if officer is None:
        raise ProofError(_NO_PASSWORD)
    for key in counted:
        unit.failures.forget(key)
    if caller.device is not None:
        unit.failures.add_device(caller.device, name, at)
    unit.events.append([signed_in(name, way, at)])
    return officer
