"""What becomes of a request that waits: approved by somebody else, declined, or taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from issuer.certification.lines import likeness
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.lifecycle import Act, Lifecycle
from issuer.errors import RequestError, UnknownRequestError
from issuer.evidence.event import Event, EventKind
from issuer.requests.ports import RequestTransactions, RequestUnit
from issuer.requests.request import DONE, OPEN, Item, Kind, Request, RequestState

_BATCH = 200  # requests a transaction
_OF_ONE = frozenset({Kind.ONE, Kind.REPLACING})


@dataclass(frozen=True, slots=True)
class Deciding:
    """Decides requests, each held while it is looked at: of two at once, the second finds it so."""

    transactions: RequestTransactions
    lifecycle: Lifecycle

    def approve(self, request: str, *, kind: Kind, actor: str, at: datetime) -> Request:
        """Approve it, by somebody who did not ask.

        One certificate is changed now, if it stands as it did; many are left to `Running`. A
        replacement is issued: `ReplacingByTwo` approves it.
        """
        if kind is Kind.REPLACING:
            raise UnknownRequestError(request)
        with self.transactions.writing() as unit:
            waiting = waiting_request(unit, request, at, kind)
            require_second(waiting, actor)
            made = waiting.decide(RequestState.RUNNING, actor, at)
            event = Event(at, EventKind.REQUEST_APPROVED, request, actor, told_of(waiting))
            if kind is Kind.ONE:
                return self._change(unit, made, event, at)
            if kind is Kind.RESUMING:
                return _resume(unit, made, event, at)
            require_none_held(unit, request, actor)
            unit.requests.save(made)
            unit.events.append([event])
        return made

    def decline(self, request: str, *, kind: Kind, why: str, actor: str, at: datetime) -> Request:
        """Decline it with a reason; who asked takes it back instead."""
        with self.transactions.writing() as unit:
            waiting = waiting_request(unit, request, at, kind)
            if likeness(waiting.asked_by) == likeness(actor):
                raise RequestError("who asked does not decline: take it back")
            if kind in _OF_ONE:
                (item,) = unit.requests.items(request, limit=1)
                require_other(unit.certificates.find([item.number])[item.number], actor)
            else:
                require_none_held(unit, request, actor)
            made = waiting.decide(RequestState.DECLINED, actor, at, why=why)
            unit.requests.save(replace(made, finished=at))
            data = {**told_of(waiting), "why": why}
            unit.events.append([Event(at, EventKind.REQUEST_DECLINED, request, actor, data)])
        return made

    def take_back(self, request: str, *, actor: str, at: datetime) -> Request:
        """Take it back, by whoever asked; a draft too."""
        with self.transactions.writing() as unit:
            found = unit.requests.find(request, lock=True)
            if found is None or found.asked_by != actor:
                raise UnknownRequestError(request)
            if found.state not in OPEN:
                raise RequestError(f"{request} does not wait any more")
            made = found.decide(RequestState.TAKEN_BACK, actor, at)
            unit.requests.save(replace(made, finished=at))
            unit.events.append(
                [Event(at, EventKind.REQUEST_TAKEN_BACK, request, actor, told_of(found))]
            )
        return made

    def expire(self, *, at: datetime) -> int:
        """Let requests that nobody decided expire; return how many did."""
        expired = 0
        while True:
            with self.transactions.writing() as unit:
                overdue = unit.requests.overdue(at, _BATCH)
                events = []
                for name in overdue:
                    found = unit.requests.find(name, lock=True)
                    if found is None or found.state not in OPEN or found.expires > at:
                        continue
                    made = found.decide(RequestState.EXPIRED, "duties", at)
                    unit.requests.save(replace(made, finished=at))
                    told = told_of(found)
                    events.append(Event(at, EventKind.REQUEST_EXPIRED, name, "duties", told))
                unit.events.append(events)
            if not overdue:
                return expired
            expired += len(events)

    def _change(self, unit: RequestUnit, request: Request, event: Event, at: datetime) -> Request:
        (item,) = unit.requests.items(request.id, limit=1)
        wanted, by = request.wanted, request.decided_by or ""
        certificate = self.lifecycle.open(unit, wanted, item.number, at=at)
        require_other(certificate, by)
        why = stale(request, item, certificate) or _replaced(unit, request, certificate)
        if why is not None:
            raise RequestError(f"{item.number}: {why}. Decline this, and ask again if it is right")
        made = replace(request, state=RequestState.DONE, finished=at, done=1)
        unit.requests.settle(request.id, [replace(item, outcome=DONE, at=at)])
        unit.requests.save(made)
        more = {"asked_by": request.asked_by, "request": request.id}
        self.lifecycle.change(unit, wanted, certificate, actor=by, at=at, more=more, before=[event])
        return made


def require_other(certificate: Certificate, actor: str) -> None:
    """Refuse an officer who holds the certificate, or is called as its holder is."""
    if likeness(certificate.holder.name) == likeness(actor):
        raise RequestError("who holds a certificate does not decide about it: another officer must")


def require_none_held(unit: RequestUnit, request: str, actor: str) -> None:
    """Refuse an officer who holds one of the certificates of a request, as with one alone."""
    own = likeness(actor)
    for number, name in unit.requests.holders(request):
        if likeness(name) == own:
            raise RequestError(
                f"{number} is held by {actor}: who holds one of these does not decide about them. "
                "Another officer must"
            )


def stale(request: Request, item: Item, certificate: Certificate) -> str | None:
    """Return why a certificate is not as it was when the request was made, or None.

    Suspended while a withdrawal waits, it is withdrawn all the same; but not if a decision cleared
    it meanwhile. What is to be reinstated must be suspended for the reason that was looked at.
    """
    if request.act == Act.REINSTATE and certificate.since != item.since:
        return "it was changed since this was asked"
    stood, stands = item.state, certificate.state
    if stood is CertificateState.SUSPENDED and stands is CertificateState.ACTIVE:
        return "it was reinstated since this was asked"
    return None


def _replaced(unit: RequestUnit, request: Request, certificate: Certificate) -> str | None:
    """Return that a newer one was issued since, which whoever asked did not know of, or None."""
    newer = certificate.successor
    if newer is None or unit.certificates.find([newer])[newer].first_issued < request.asked:
        return None
    return f"{newer} took its place since this was asked, and would stay as it is"


def require_second(request: Request, actor: str) -> None:
    """Refuse whoever asked, however the name is spelt."""
    if likeness(request.asked_by) == likeness(actor):
        raise RequestError("who asked may not approve: another officer must")


def waiting_request(unit: RequestUnit, request: str, at: datetime, kind: Kind) -> Request:
    """Return a request of this kind, held, that still waits; or refuse."""
    found = unit.requests.find(request, lock=True)
    if found is None or found.kind is not kind or found.state is RequestState.DRAFT:
        raise UnknownRequestError(request)
    if found.state is not RequestState.WAITING:
        raise RequestError(f"{request} does not wait any more: it is {found.state}")
    if found.expires <= at:
        raise RequestError(f"{request} has expired: ask again")
    return found


def told_of(request: Request) -> dict[str, str | int]:
    """Return what the events of a decision say of a request."""
    return {"act": request.act, "asked_by": request.asked_by, "certificates": request.left}


def _resume(unit: RequestUnit, request: Request, event: Event, at: datetime) -> Request:
    made = replace(request, state=RequestState.DONE, finished=at)
    unit.control.stop_issuing(None)
    unit.requests.save(made)
    more: dict[str, str | int] = {"asked_by": request.asked_by, "request": request.id}
    by = request.decided_by or ""
    resumed = Event(at, EventKind.ISSUING_RESUMED, "issuing", by, more)
    unit.events.append([event, resumed])
    return made
