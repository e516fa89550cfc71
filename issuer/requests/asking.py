"""Asking for a change: done at once where one person may, else recorded to wait for a second."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.credentials.certificate import Certificate
from issuer.credentials.lifecycle import RULES, Act, Lifecycle, Wanted
from issuer.credentials.sought import Sought
from issuer.errors import RequestError, UnknownRequestError
from issuer.evidence.event import Event, EventKind
from issuer.requests.deciding import require_none_held, require_other
from issuer.requests.ports import RequestTransactions, RequestUnit
from issuer.requests.request import Kind, Request, RequestState

PREFIX = "REQ"  # of a request's id
_PAGE = 5000  # numbers read at a time
MOST = 500_000  # certificates in one request


@dataclass(frozen=True, slots=True)
class Asking:
    """Makes requests. An open one expires after `lives`."""

    transactions: RequestTransactions
    lifecycle: Lifecycle
    draw_id: Callable[[str], str]
    lives: timedelta

    def change(
        self, wanted: Wanted, number: str, *, actor: str, at: datetime
    ) -> Certificate | Request:
        """Change one certificate, and return it as it is now; or return the request that waits."""
        with self.transactions.writing() as unit:
            certificate = self.lifecycle.open(unit, wanted, number, at=at)
            if wanted.act is Act.REINSTATE:
                require_other(certificate, actor)
            if not self.lifecycle.rules.needs_second(wanted.act, certificate):
                return self.lifecycle.change(unit, wanted, certificate, actor=actor, at=at)
            for other in unit.requests.waiting_for(number):
                if other.act == wanted.act and other.expires > at:
                    raise RequestError(f"{other.id} asks for this already, and waits")
            made = self._new(Kind.ONE, wanted, RequestState.WAITING, actor, at)
            unit.requests.add(replace(made, total=1))
            unit.requests.freeze(made.id, Sought(numbers=(number,)))
            unit.events.append([asked(made, actor, at, {"number": number})])
        return replace(made, total=1)

    def draft(
        self, wanted: Wanted, sought: Sought, *, selection: str, actor: str, at: datetime
    ) -> Request:
        """Freeze what is sought into a request that only its author sees, as a dry run.

        What cannot be changed is refused now, with its reason, and not tried again later.
        """
        if sought.is_everything:
            raise RequestError("say which certificates: this would be every one")
        made = self._new(Kind.MANY, wanted, RequestState.DRAFT, actor, at)
        made = replace(made, selection=selection)
        with self.transactions.writing() as unit:
            unit.requests.add(made)
            total = unit.requests.freeze(made.id, sought)
            if not 0 < total <= MOST:
                raise RequestError("there is no such certificate" if not total else "too many")
            if wanted.act is Act.REINSTATE:
                require_none_held(unit, made.id, actor)
            made = replace(made, total=total, refused=self._refuse(unit, made, at))
            unit.requests.save(made)
        return made

    def submit(self, request: str, *, actor: str, at: datetime) -> Request:
        """Let a draft wait for a second person; its set goes into the chain of events."""
        with self.transactions.writing() as unit:
            draft = unit.requests.find(request, lock=True)
            if draft is None or draft.asked_by != actor:
                raise UnknownRequestError(request)
            if draft.state is not RequestState.DRAFT or draft.expires <= at:
                raise RequestError(f"{request} is no draft any more")
            if not draft.left:
                raise RequestError("none of these certificates can be changed")
            made = replace(draft, state=RequestState.WAITING, asked=at, expires=at + self.lives)
            unit.requests.save(made)
            data: dict[str, str | int] = {"set": _digest(unit, request), "certificates": made.left}
            unit.events.append([asked(made, actor, at, data)])
        return made

    def break_glass(
        self, wanted: Wanted, number: str, *, why: str, actor: str, at: datetime
    ) -> Certificate:
        """Change one certificate alone, whatever the scheme wants: every officer is told."""
        more: dict[str, str | int] = {"alone": why}
        with self.transactions.writing() as unit:
            certificate = self.lifecycle.open(unit, wanted, number, at=at)
            unit.alerts.add(actor, wanted.act.value, number, why, at)
            told: dict[str, str | int] = {"act": wanted.act.value, "why": why}
            event = Event(at, EventKind.GLASS_BROKEN, number, actor, told)
            return self.lifecycle.change(
                unit, wanted, certificate, actor=actor, at=at, more=more, before=[event]
            )

    def _new(
        self, kind: Kind, wanted: Wanted, state: RequestState, actor: str, at: datetime
    ) -> Request:
        return Request(
            id=self.draw_id(PREFIX),
            kind=kind,
            act=wanted.act.value,
            state=state,
            reason=wanted.reason,
            note=wanted.note,
            effective=wanted.effective,
            review=wanted.review,
            asked_by=actor,
            asked=at,
            expires=at + self.lives,
        )

    def _refuse(self, unit: RequestUnit, request: Request, at: datetime) -> int:
        """Refuse what stands where it cannot be changed; certificates alike are judged as one."""
        refused = 0
        for group in unit.requests.groups(request.id):
            why = self._obstacle(request.wanted, group)
            if why is not None:
                refused += unit.requests.refuse_group(request.id, group, why, at)
        return refused

    def _obstacle(self, wanted: Wanted, alike: Certificate) -> str | None:
        if alike.state not in RULES[wanted.act].sources:
            return f"it is {alike.state}"
        if wanted.reason not in self.lifecycle.rules.reasons(wanted.act, alike):
            return "its scheme does not know this reason"
        return None


def asked(request: Request, actor: str, at: datetime, more: dict[str, str | int]) -> Event:
    """Return the event of a request that begins to wait."""
    data: dict[str, str | int] = {"act": request.act, "kind": request.kind.value}
    data |= {"reason": request.reason, **more}
    return Event(at, EventKind.REQUEST_MADE, request.id, actor, data)


def _digest(unit: RequestUnit, request: str) -> str:
    """Return SHA-256 of a request's numbers that can be changed, in order, one a line."""
    hasher, after = hashlib.sha256(), ""
    while page := unit.requests.items(request, after=after, limit=_PAGE):
        after = page[-1].number
        for item in page:
            if item.outcome is None:
                hasher.update(item.number.encode() + b"\n")
    return hasher.hexdigest()
