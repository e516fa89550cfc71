"""Renewals at the desk: who is due or late, what is missing, and who must show evidence."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.body.schemes import SchemeShelf
from issuer.candidates.toward_renewal import Shown, shown_for
from issuer.certification.audit_sample import Sample
from issuer.certification.certificate_rules import Recertification
from issuer.credentials.certificate import Certificate
from issuer.credentials.lifecycle import NEVER_RELEASED
from issuer.errors import UnknownCertificateError
from issuer.evidence.event import Event, EventKind
from issuer.recertification.errors import RenewalError
from issuer.recertification.ports import RecertificationTransactions, RecertificationUnit
from issuer.recertification.renewing import RenewalView

_SEED_BYTES = 32
_ACTOR = "duties"


@dataclass(frozen=True, slots=True)
class Due:
    """A certificate that is to be renewed, and where that stands.

    `application` is the one that is open, `reminded` the days of the newest reminder; `mail` says
    whether there is an address to remind.
    """

    certificate: Certificate
    shown: Shown
    application: str | None
    reminded: int | None
    mail: bool


@dataclass(frozen=True, slots=True)
class RenewalDesk:
    """Lists renewals, draws the audit samples, and records evidence that was seen."""

    transactions: RecertificationTransactions
    schemes: SchemeShelf

    def of(self, view: RenewalView, *, at: datetime, limit: int) -> list[Due]:
        """Return what is due or late, the soonest end first."""
        windows = {scheme: rule.window_days for scheme, rule in self._rules()}
        with self.transactions.reading() as unit:
            made = unit.renewals.of(view, windows, at=at, limit=limit)
            return self._due(unit, made)

    def one(self, number: str) -> Due:
        """Return one, or raise `RenewalError` where its scheme knows no renewal."""
        with self.transactions.reading() as unit:
            return self._one(unit, number)

    def see(self, number: str, entries: Sequence[int], *, actor: str, at: datetime) -> None:
        """Record that `actor` saw the evidence behind documents of continuing education."""
        with self.transactions.writing() as unit:
            due = self._one(unit, number)
            known = {each.id for each in due.shown.education}
            if not entries or not known.issuperset(entries):
                raise RenewalError("choose documents of this renewal")
            unit.renewal_audits.see(number, entries, actor, at)
            data: dict[str, str | int] = {"documents": ",".join(map(str, sorted(entries)))}
            unit.events.append([Event(at, EventKind.EVIDENCE_SEEN, number, actor, data)])

    def draw(self, *, at: datetime) -> int:
        """Draw a seed for each scheme and year whose first renewal is due; return how many.

        The seed is drawn once and is an event: whoever has it can draw the sample again.
        """
        drawn = 0
        for scheme, rule in self._rules():
            if not rule.audit_percent:
                continue
            until = at + timedelta(days=rule.window_days)
            with self.transactions.writing() as unit:
                events = []
                for year in unit.renewals.ending_years(scheme, at, until):
                    seed = secrets.token_hex(_SEED_BYTES)
                    sample = Sample(scheme, f"{year:04d}", seed, rule.audit_percent, at)
                    if unit.renewal_audits.sample(scheme, sample.period) is None:
                        events += [_drawn(sample)] if unit.renewal_audits.draw(sample) else []
                unit.events.append(events)
                drawn += len(events)
        return drawn

    def _rules(self) -> list[tuple[str, Recertification]]:
        schemes = [shelved.scheme for shelved in self.schemes.all()]
        return [(each.id, each.recertification) for each in schemes if each.recertification]

    def _one(self, unit: RecertificationUnit, number: str) -> Due:
        made = unit.certificates.find([number]).get(number)
        if made is None or made.state in NEVER_RELEASED:
            raise UnknownCertificateError(number)
        found = self._due(unit, [made])
        if not found:
            raise RenewalError(f"the scheme of {number} says nothing of its renewal")
        return found[0]

    def _due(self, unit: RecertificationUnit, made: Sequence[Certificate]) -> list[Due]:
        rules, numbers = dict(self._rules()), [each.number for each in made]
        reminded, mail = unit.renewals.reminded(numbers), unit.lapses.addressed(numbers)
        people: dict[str, list[str]] = {}
        for each in made:
            people.setdefault(each.scheme, []).append(each.holder.reference)
        open_ = {scheme: unit.applications.open_of(scheme, some) for scheme, some in people.items()}
        found = []
        for each in made:
            if each.scheme not in rules:
                continue
            asked = open_[each.scheme].get(each.holder.reference)
            found.append(
                Due(
                    certificate=each,
                    shown=shown_for(unit, rules[each.scheme], each),
                    application=asked.application.id if asked else None,
                    reminded=reminded.get(each.number),
                    mail=each.number in mail,
                )
            )
        return found


def _drawn(sample: Sample) -> Event:
    data: dict[str, str | int] = {"seed": sample.seed, "percent": sample.percent}
    subject = f"{sample.scheme}/{sample.period}"
    return Event(sample.drawn, EventKind.SAMPLE_DRAWN, subject, _ACTOR, data)
