"""Changing many: a batch a transaction, each certificate once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.credentials.certificate import Certificate
from issuer.credentials.lifecycle import Act, Lifecycle, change_all
from issuer.errors import IssuerError, RequestError, UnknownRequestError
from issuer.evidence.event import Event, EventKind
from issuer.requests.asking import PREFIX
from issuer.requests.deciding import require_none_held, stale
from issuer.requests.ports import RequestTransactions, RequestUnit
from issuer.requests.request import DONE, REFUSED, Item, Kind, Request, RequestState

BATCH = 500  # certificates a transaction
UNDO_WITHIN = timedelta(hours=24)
UNDONE = "undone"  # the reason of an undoing


@dataclass(frozen=True, slots=True)
class Running:
    """Does what was approved. What was done and what is left stands on record after every batch."""

    transactions: RequestTransactions
    lifecycle: Lifecycle
    draw_id: Callable[[str], str]

    def step(self, request: str, *, at: datetime, limit: int = BATCH) -> Request:
        """Change the next batch of an approved request, in one transaction; return the request.

        Whoever calls, and from how many processes: they wait for each other.
        """
        with self.transactions.writing() as unit:
            found = unit.requests.find(request, lock=True)
            if found is None:
                raise UnknownRequestError(request)
            if found.state is not RequestState.RUNNING:
                return found
            items = unit.requests.next(request, limit)
            outcomes, events = self._change(unit, found, items, at)
            unit.requests.settle(request, outcomes)
            done = sum(item.outcome == DONE for item in outcomes)
            made = replace(
                found, done=found.done + done, refused=found.refused + len(outcomes) - done
            )
            if len(items) < limit:
                made = replace(made, state=RequestState.DONE, finished=at)
                events.append(_finished(made, at))
            unit.requests.save(made)
            unit.events.append(events)
        return made

    def run(
        self,
        request: str,
        *,
        clock: Callable[[], datetime],
        told: Callable[[Request], None] = lambda _: None,
        limit: int = BATCH,
    ) -> Request:
        """Do all of it, and tell where it stands after every batch."""
        while True:
            made = self.step(request, at=clock(), limit=limit)
            told(made)
            if made.state is not RequestState.RUNNING:
                return made

    def undo(self, request: str, *, actor: str, at: datetime) -> Request:
        """Begin to take a suspension of many back, within a day; one person may.

        Only what still stands as that suspension left it is reinstated.
        """
        with self.transactions.writing() as unit:
            found = unit.requests.find(request, lock=True)
            if found is None or found.kind is not Kind.MANY:
                raise UnknownRequestError(request)
            why = undo_obstacle(found, at)
            if why is not None or unit.requests.undoing(request) is not None:
                raise RequestError(why or "it was taken back already")
            made = Request(
                id=self.draw_id(PREFIX),
                kind=Kind.MANY,
                act=Act.REINSTATE.value,
                state=RequestState.RUNNING,
                reason=UNDONE,
                asked_by=actor,
                asked=at,
                expires=at,
                selection=f"what {request} suspended",
                decided_by=actor,
                decided=at,
                undoes=request,
            )
            unit.requests.add(made)
            made = replace(made, total=unit.requests.freeze_done(made.id, request))
            require_none_held(unit, made.id, actor)
            unit.requests.save(made)
            data: dict[str, str | int] = {"act": made.act, "undoes": request}
            data["certificates"] = made.total
            unit.events.append([Event(at, EventKind.REQUEST_APPROVED, made.id, actor, data)])
        return made

    def _change(
        self, unit: RequestUnit, request: Request, items: list[Item], at: datetime
    ) -> tuple[list[Item], list[Event]]:
        found = unit.certificates.find([item.number for item in items], lock=True)
        outcomes = [self._outcome(request, item, found[item.number], at) for item in items]
        numbers = [item.number for item in outcomes if item.outcome == DONE]
        if not numbers:
            return outcomes, []
        more: dict[str, str | int] = {"asked_by": request.asked_by, "request": request.id}
        by = request.decided_by or ""
        return outcomes, change_all(unit, request.wanted, numbers, actor=by, at=at, more=more)

    def obstacle(
        self, request: Request, item: Item, certificate: Certificate, *, at: datetime
    ) -> str | None:
        """Return why a certificate would be left as it is, or None."""
        why = stale(request, item, certificate)
        if why is None and request.undoes is None:
            try:
                self.lifecycle.check(request.wanted, certificate, at=at)
            except IssuerError as refusal:
                return str(refusal).replace(f"{certificate.number} is", "it is").partition(":")[0]
        return why

    def _outcome(
        self, request: Request, item: Item, certificate: Certificate, at: datetime
    ) -> Item:
        why = self.obstacle(request, item, certificate, at=at)
        if why is not None:
            return replace(item, outcome=REFUSED, why=why, at=at)
        newer = certificate.successor
        told = f"{newer} took its place: look at that one too" if newer else None
        return replace(item, outcome=DONE, why=told, at=at)


def undo_obstacle(request: Request, at: datetime) -> str | None:
    """Return why a request cannot be taken back, or None."""
    if request.act != Act.SUSPEND or request.undoes is not None:
        return "only a suspension of many is taken back"
    if request.state is not RequestState.DONE or request.finished is None:
        return "it is not done yet"
    if at >= request.finished + UNDO_WITHIN:
        return "a day has passed: reinstate them by another request"
    return None


def _finished(request: Request, at: datetime) -> Event:
    data: dict[str, str | int] = {"done": request.done, "refused": request.refused}
    return Event(at, EventKind.REQUEST_FINISHED, request.id, request.decided_by or "", data)
