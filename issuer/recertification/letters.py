"""Mails about a licence that lapsed and a certificate that ends: found when they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.toward_renewal import shown_for
from issuer.certification.renewal import show_hours
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import LinkError
from issuer.holder.holding import address_of, holding_of
from issuer.holder.pages import draw_link, link_of
from issuer.notify.mails import Written
from issuer.notify.message import HOLDER, Message
from issuer.recertification.ports import RecertificationTransactions, RecertificationUnit

LAPSE_TOPIC = "licence_lapsed"
REMINDER_TOPIC = "renewal_due"
TOPICS = (LAPSE_TOPIC, REMINDER_TOPIC)
_ACTOR = "mail"


@dataclass(frozen=True, slots=True)
class RecertificationLetters:
    """Finds the address on file and what the mail says; `url` is the body's own address."""

    transactions: RecertificationTransactions
    schemes: SchemeShelf
    url: str

    def write(self, message: Message, *, at: datetime) -> Written | None:
        """Return to whom and with what; None where nobody is to be told any more."""
        number = message.recipient.removeprefix(HOLDER)
        with self.transactions.writing() as unit:
            try:
                holding = holding_of(unit, number)
            except LinkError:
                return None
            made = holding.current
            to = address_of(unit, holding)
            if to is None or made.number != number or not _is_live(made, at):
                return None
            values = self._values(unit, message, made)
            link = link_of(self.url, draw_link(unit, number, actor=_ACTOR, at=at))
            return Written(to, {**values, "number": number, "link": link})

    def _values(
        self, unit: RecertificationUnit, message: Message, made: Certificate
    ) -> dict[str, object]:
        if message.topic == LAPSE_TOPIC:
            grace = date.fromisoformat(message.data["grace"])
            return {"ground": message.data["ground"], "grace": grace}
        known = self.schemes.knows(made.scheme)
        rule = self.schemes.in_force(made.scheme).scheme.recertification if known else None
        told: dict[str, object] = {"until": made.valid_through, "asked": "", "shown": ""}
        if rule is not None:
            hours = shown_for(unit, rule, made).on_record.needs[0]
            told |= {"asked": show_hours(hours.asked), "shown": show_hours(hours.shown)}
        return told


def _is_live(made: Certificate, at: datetime) -> bool:
    live = {CertificateState.ACTIVE, CertificateState.SUSPENDED}
    return made.state in live and at < made.expires
