"""Each way of proving who one is: a form in, an officer out. Sign-in and step-up share them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from issuer.accounts.account import Way
from issuer.accounts.errors import ProofError, SlowDownError
from issuer.accounts.ports import Officer
from issuer.errors import NotSignedInError
from issuer.web.admin.account.devices import Devices
from issuer.web.admin.account.forms import PasskeyForm, PasswordForm, RecoveryForm
from issuer.web.admin.forms import DeskForm, SignInForm
from issuer.web.admin.gate import current
from issuer.web.problems import detail_of
from issuer.wiring import IssuerWorld
from verifier.web.http.logs import note_refusal

_NO_LINK = (
    "this sign-in link was used before, is older than 15 minutes, or never was one; "
    "somebody with the command line can make another"
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way: the form that it takes, and who believes it, of anybody or of one officer alone."""

    way: Way
    form: type[DeskForm]
    believe: Callable[[Any, str | None], Officer]


class Ways:
    """Each way of proving who one is: a form in, an officer out."""

    def __init__(self, world: IssuerWorld, devices: Devices) -> None:
        self._world = world
        self._devices = devices

    def by_link(self, form: SignInForm, same: str | None = None) -> Officer:
        """Redeem a one-time link."""
        at = self._world.clock()
        try:
            return self._world.sign_in.redeem(form.secret.data, at=at, same=same)
        except NotSignedInError as exc:
            raise ProofError(_NO_LINK) from exc

    def by_passkey(self, form: PasskeyForm, same: str | None = None) -> Officer:
        """Believe a passkey that answered this browser's challenge."""
        key, at = current().passkey_key, self._world.clock()
        return self._world.door.by_passkey(form.answer.data, key=key, at=at, same=same)

    def by_password(self, form: PasswordForm, same: str | None = None) -> Officer:
        """Believe name, password and code together."""
        return self._world.door.by_password(
            same or form.name.data.strip(),
            form.password.data,
            form.code.data,
            caller=self._devices.caller(),
            at=self._world.clock(),
        )

    def by_recovery(self, form: RecoveryForm, same: str | None = None) -> Officer:
        """Believe a code from the paper, once."""
        return self._world.door.by_recovery_code(
            same or form.name.data.strip(),
            form.recovery.data,
            caller=self._devices.caller(),
            at=self._world.clock(),
        )

    def options(self) -> str | None:
        """Return the options for a passkey, None where browsers make none for our address."""
        made = self._world.door.ceremonies
        if not made.are_possible:
            return None
        return made.offer_proof(key=current().passkey_key, at=self._world.clock())

    def entrances(self) -> dict[str, Entrance]:
        """Return every way by the last part of its address."""
        return {
            "": Entrance(Way.LINK, SignInForm, self.by_link),
            "/passkey": Entrance(Way.PASSKEY, PasskeyForm, self.by_passkey),
            "/password": Entrance(Way.PASSWORD, PasswordForm, self.by_password),
            "/recovery": Entrance(Way.RECOVERY, RecoveryForm, self.by_recovery),
        }


def told_of(error: ProofError | SlowDownError) -> tuple[str, int]:
    """Return why a proof was not believed, in a sentence, and the status of the answer."""
    note_refusal(error.code)
    return detail_of(error) or "", 429 if isinstance(error, SlowDownError) else 403
