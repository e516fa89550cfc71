"""A replacement where the scheme asks for two people: asked for by one, approved by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.sought import Sought
from issuer.errors import RequestError
from issuer.evidence.event import Event, EventKind
from issuer.intake.answers import Issued
from issuer.requests.asking import PREFIX, asked
from issuer.requests.deciding import require_second, told_of, waiting_request
from issuer.requests.ports import RequestTransactions
from issuer.requests.replacement import Replacement
from issuer.requests.replacing import Replacing
from issuer.requests.request import DONE, REPLACE, Item, Kind, Request, RequestState

_CHANGED = "it was changed since this was asked"


@dataclass(frozen=True, slots=True)
class ReplacingByTwo:
    """Replaces at once where one person may; else records a request to wait for a second.

    Neither of the two may have been involved with the holder. What is asked is looked at in full
    before it waits, and again when it is approved.
    """

    transactions: RequestTransactions
    alone: Replacing
    draw_id: Callable[[str], str]
    lives: timedelta

    def ask(
        self, number: str, wanted: Replacement, *, actor: str, at: datetime
    ) -> Issued | Request:
        """Issue the newer certificate, or return the request that waits."""
        prepared = self.alone.prepare(number, wanted, actor=actor, at=at)
        if not self.alone.who.needs_second(prepared.old):
            return self.alone.replace(number, wanted, actor=actor, at=at)
        made = Request(
            id=self.draw_id(PREFIX),
            kind=Kind.REPLACING,
            act=REPLACE,
            state=RequestState.WAITING,
            reason=wanted.cause.value,
            note=wanted.note,
            asked_by=actor,
            asked=at,
            expires=at + self.lives,
            total=1,
            replacement=wanted,
        )
        with self.transactions.writing() as unit:
            for other in unit.requests.waiting_for(number):
                if other.kind is Kind.REPLACING and other.expires > at:
                    raise RequestError(f"{other.id} asks for a newer one already, and waits")
            unit.requests.add(made)
            unit.requests.freeze(made.id, Sought(numbers=(number,)))
            data: dict[str, str | int] = {"number": number, "wanted": wanted.digest}
            unit.events.append([asked(made, actor, at, data)])
        return made

    def approve(self, request: str, *, actor: str, at: datetime) -> Request:
        """Issue what was asked for, by somebody who did not ask.

        Approval, decision and intention are one transaction; if nothing is released after it, the
        duties do that.
        """
        with self.transactions.reading() as unit:
            waiting = waiting_request(unit, request, at, Kind.REPLACING)
            require_second(waiting, actor)
            (item,) = unit.requests.items(request, limit=1)
        if waiting.replacement is None:
            raise RequestError("what was asked for is erased: decline this")
        prepared = self.alone.prepare(item.number, waiting.replacement, actor=actor, at=at)
        succession = self.alone.succession(prepared, actor=actor, at=at)
        with self.transactions.writing() as unit:
            waiting = waiting_request(unit, request, at, Kind.REPLACING)
            found = unit.certificates.find([item.number], lock=True)[item.number]
            why = replacement_obstacle(item, found)
            if why is not None or found.holder != prepared.old.holder:
                raise RequestError(f"{item.number}: {why or _CHANGED}. Decline this, and ask again")
            made = waiting.decide(RequestState.DONE, actor, at)
            made = replace(made, finished=at, done=1)
            unit.requests.settle(request, [replace(item, outcome=DONE, at=at)])
            unit.requests.save(made)
            approved = Event(at, EventKind.REQUEST_APPROVED, request, actor, told_of(waiting))
            more = {"asked_by": waiting.asked_by, "request": request}
            batch = self.alone.grant(
                unit, prepared, succession, actor=actor, at=at, more=more, before=[approved]
            )
        self.alone.issue(batch, actor=actor, at=at)
        return made

    def break_glass(
        self, number: str, wanted: Replacement, *, why: str, actor: str, at: datetime
    ) -> Issued:
        """Replace it alone, whatever the scheme wants: every officer is told."""
        prepared = self.alone.prepare(number, wanted, actor=actor, at=at)
        succession = self.alone.succession(prepared, actor=actor, at=at)
        told: dict[str, str | int] = {"act": REPLACE, "why": why}
        broken = Event(at, EventKind.GLASS_BROKEN, number, actor, told)
        with self.transactions.writing() as unit:
            unit.alerts.add(actor, REPLACE, number, why, at)
            batch = self.alone.grant(
                unit,
                prepared,
                succession,
                actor=actor,
                at=at,
                more={"alone": why},
                before=[broken],
            )
        return self.alone.issue(batch, actor=actor, at=at)


def replacement_obstacle(item: Item, certificate: Certificate) -> str | None:
    """Return why it cannot be replaced as it was asked for, or None."""
    if certificate.state is not CertificateState.ACTIVE:
        return f"it is {certificate.state}"
    if certificate.successor is not None:
        return f"{certificate.successor} took its place"
    return _CHANGED if certificate.since != item.since else None
