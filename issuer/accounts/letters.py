"""Mails to staff: an invitation, a link that was made, a key that ends. No secret is in the outbox.

The link of a mailed invitation is drawn when the mail is written, and kept as a digest.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.accounts.account import Account, Invitation
from issuer.accounts.ports import AccountsTransactions, AccountsUnit, ApiKey
from issuer.accounts.roles import Action, may
from issuer.accounts.sign_in import digest_of
from issuer.notify.mails import Written
from issuer.notify.message import Channel, Message, draw_id, mail

INVITED = "officer_invited"
LINK_MADE = "officer_link_made"
KEY_ENDS = "api_key_ends"
TOPICS = (INVITED,)  # whose mails are written by `StaffLetters`
_SECRET_BYTES = 32
OFFICER = "officer:"  # a recipient that is a member of staff, by name


def leave_invitation(unit: AccountsUnit, invitation: Invitation) -> None:
    """Leave a mail for whoever was invited; it is written only while the invitation stands."""
    stands = {"invitation": invitation.digest.hex()}
    to = OFFICER + invitation.officer
    made = Message(draw_id(), Channel.MAIL, INVITED, to, stands, invitation.made)
    unit.outbox.add([made])


def tell_administrators(unit: AccountsUnit, officer: str, *, actor: str, at: datetime) -> None:
    """Tell every administrator with an address that a sign-in link was made; not the link."""
    addresses = _addresses(unit, Action.MANAGE_ACCOUNTS)
    told = [mail(LINK_MADE, to=each, at=at, officer=officer, actor=actor) for each in addresses]
    unit.outbox.add(told)


def tell_of_key(unit: AccountsUnit, key: ApiKey, *, at: datetime) -> None:
    """Tell every administrator with an address when a program's key ends."""
    ends = key.ends.date().isoformat() if key.ends else ""
    addresses = _addresses(unit, Action.MANAGE_API_KEYS)
    unit.outbox.add([mail(KEY_ENDS, to=each, at=at, key=key.name, ends=ends) for each in addresses])


def _addresses(unit: AccountsUnit, act: Action) -> list[str]:
    return [
        account.mail
        for account in unit.officers.all()
        if account.mail and account.ended is None and may(account.roles, act)
    ]


@dataclass(frozen=True, slots=True)
class StaffLetters:
    """Finds the address on file and draws the link; `url` is the body's own address."""

    transactions: AccountsTransactions
    url: str

    def write(self, message: Message, *, at: datetime) -> Written | None:
        """Return to whom and with what; None where the invitation does not stand any more.

        The link goes beside the one that was shown at the desk: who takes up one, ends both.
        """
        with self.transactions.writing() as unit:
            stands = unit.invitations.find(bytes.fromhex(message.data["invitation"]), at)
            account = unit.officers.account(stands.officer) if stands else None
            if stands is None or account is None or account.mail is None:
                return None
            secret = secrets.token_urlsafe(_SECRET_BYTES)
            unit.invitations.add_beside(replace(stands, digest=digest_of(secret)))
        return Written(account.mail, self._values(account, stands, secret))

    def _values(self, account: Account, stands: Invitation, secret: str) -> dict[str, object]:
        return {
            "name": account.name,
            "link": f"{self.url}/admin/join#{secret}",
            "until": stands.expires.date(),
            "time": f"{stands.expires:%H:%M}",
        }
