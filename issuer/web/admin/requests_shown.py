"""One request on its page: what it would do, who may decide, how far it is, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request

from issuer.accounts.ports import Officer
from issuer.certification.lines import likeness
from issuer.credentials.certificate import Certificate
from issuer.errors import UnknownRequestError
from issuer.requests.replacing_by_two import replacement_obstacle
from issuer.requests.request import DONE, OPEN, REFUSED, Item, Kind, Request, RequestState
from issuer.requests.running import undo_obstacle
from issuer.web.admin.change_forms import DeclineForm
from issuer.web.admin.gate import officer
from issuer.web.admin.request_standing import APPROVE, standing_of
from issuer.web.admin.words import REQUESTED, StateWords, cause_in_words, state_of
from issuer.wiring import IssuerWorld

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
    standing = standing_of(world, found, certificates, staff)
    return render_template(
        "admin/request.html",
        words=REQUESTED[found.act],
        cause_in_words=cause_in_words,
        scope=_scope(world, found, certificates),
        right=APPROVE[found.kind.value].value,
        found=found,
        lines=[_line(world, found, each, certificates[each.number]) for each in items[:ITEMS]],
        following=items[ITEMS - 1].number if len(items) > ITEMS else None,
        outcome=wanted,
        reasons=reasons,
        undoing=undoing,
        is_mine=likeness(found.asked_by) == likeness(me),
        is_over=found.expires <= at,
        blocked=standing.sentence if standing else None,
        barred=standing.why_not(me) if standing else None,
        may_undo=undoing is None and undo_obstacle(found, at) is None,
        form=form,
    )


def _line(world: IssuerWorld, found: Request, item: Item, certificate: Certificate) -> Line:
    state = state_of(certificate, world.clock())
    return Line(item, certificate, state, _obstacle(world, found, item, certificate))


def _obstacle(
    world: IssuerWorld, found: Request, item: Item, certificate: Certificate
) -> str | None:
    if item.outcome is not None or found.state not in OPEN:
        return None
    if found.kind is Kind.REPLACING:
        return replacement_obstacle(item, certificate)
    return world.requests.running.obstacle(found, item, certificate, at=world.clock())


def _scope(
    world: IssuerWorld, found: Request, certificates: Mapping[str, Certificate]
) -> list[str]:
    """Return in words what would be left of a scope."""
    left = found.replacement.scope if found.replacement else ()
    return [
        each.text
        for made in certificates.values()
        for each in world.schemes.version(made.scheme, made.version).scheme.scope
        if each.id in left
    ]


def _after(text: str) -> str:
    return text if _ID.fullmatch(text) else ""
