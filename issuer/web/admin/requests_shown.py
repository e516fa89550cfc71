"""One request on its page: what it would do, who may decide, how far it is, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Action
from issuer.accounts.separation import judge
from issuer.certification.lines import likeness
from issuer.credentials.certificate import Certificate
from issuer.errors import UnknownRequestError
from issuer.requests.request import DONE, OPEN, REFUSED, Item, Kind, Request, RequestState
from issuer.requests.running import undo_obstacle
from issuer.web.admin.change_forms import DeclineForm
from issuer.web.admin.gate import officer
from issuer.web.admin.words import StateWords, state_of
from issuer.wiring import IssuerWorld

APPROVE = {
    "one": Action.APPROVE_WITHDRAWAL,
    "many": Action.APPROVE_MANY,
    "resuming": Action.APPROVE_RESUMING,
}
ITEMS = 100  # certificates shown on a page
_ID = re.compile(r"[0-9A-Z-]{1,32}", re.ASCII)
_OUTCOMES = ("", DONE, REFUSED)


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate of a request, as it stands now, and what became of it.

    `obstacle` says why, if it were done now, this one would be left as it is.
    """

    item: Item
    certificate: Certificate
    state: StateWords
    obstacle: str | None


def find_request(world: IssuerWorld, kind: str, name: str) -> Request:
    """Return the request at an address; a draft is its author's alone."""
    if _ID.fullmatch(name) is None:
        raise UnknownRequestError(ascii(name))
    with world.database.reading() as unit:
        found = unit.requests.find(name)
    if found is None or found.kind is not Kind(kind):
        raise UnknownRequestError(name)
    if found.state is RequestState.DRAFT and found.asked_by != officer().name:
        raise UnknownRequestError(name)
    return found


def show_request(world: IssuerWorld, found: Request, form: DeclineForm) -> str:
    """Return the page."""
    at, me = world.clock(), officer().name
    outcome = request.args.get("outcome", "")
    wanted = outcome if outcome in _OUTCOMES else ""
    with world.database.reading() as unit:
        items = unit.requests.items(
            found.id,
            after=_after(request.args.get("after", "")),
            limit=ITEMS + 1,
            outcome=wanted or None,
        )
        certificates = unit.certificates.find([item.number for item in items])
        reasons = unit.requests.reasons(found.id)
        undoing = unit.requests.undoing(found.id)
        staff = [Officer(one.name, one.roles) for one in unit.officers.all() if one.ended is None]
    lines = [
        Line(
            item,
            certificates[item.number],
            state_of(certificates[item.number], at),
            _obstacle(world, found, item, certificates[item.number]),
        )
        for item in items[:ITEMS]
    ]
    return render_template(
        "admin/request.html",
        found=found,
        lines=lines,
        following=items[ITEMS - 1].number if len(items) > ITEMS else None,
        outcome=wanted,
        reasons=reasons,
        undoing=undoing,
        is_mine=likeness(found.asked_by) == likeness(me),
        is_over=found.expires <= at,
        blocked=_blocked(found, staff),
        may_undo=undoing is None and undo_obstacle(found, at) is None,
        form=form,
    )


def _blocked(found: Request, staff: Sequence[Officer]) -> str | None:
    """Return what to do where nobody is left who could approve, or None."""
    if found.state is not RequestState.WAITING:
        return None
    involved = {
        each.name: "asked for this"
        for each in staff
        if likeness(each.name) == likeness(found.asked_by)
    }
    return judge(APPROVE[found.kind.value], staff, involved).sentence


def _obstacle(
    world: IssuerWorld, found: Request, item: Item, certificate: Certificate
) -> str | None:
    if item.outcome is not None or found.state not in OPEN:
        return None
    return world.requests.running.obstacle(found, item, certificate, at=world.clock())


def _after(text: str) -> str:
    return text if _ID.fullmatch(text) else ""
