"""Changing what a body says of itself. What was printed stays as printed; the address stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime

from issuer.body.body import Body
from issuer.body.look import Look, Picture
from issuer.body.ports import FoundingTransactions
from issuer.errors import NotFoundedError
from issuer.evidence.event import Event, EventKind

Changes = Mapping[str, str | Picture | None]

WORDS = ("name", "telephone", "signatory_name", "signatory_role")
LOOKS = tuple(each.name for each in fields(Look))


def with_changes(body: Body, changes: Changes) -> Body:
    """Return `body` with `changes`, by the name of a word or of a part of the look.

    Raise `ValueError` for anything else: tokens bind the address, and days the time zone.
    """
    if not changes.keys() <= {*WORDS, *LOOKS}:
        raise ValueError(f"{sorted(changes)} are not all to be changed")
    words = {name: value for name, value in changes.items() if name in WORDS}
    looks = {name: value for name, value in changes.items() if name in LOOKS}
    made: Body = replace(body, look=replace(body.look, **looks), **words)  # type: ignore[arg-type]
    return made


def change_body(
    transactions: FoundingTransactions, changes: Changes, *, actor: str, at: datetime
) -> tuple[str, ...]:
    """Record `changes` with an event each, and return the names of what is new.

    They hold for certificates granted after `at`; those granted before are drawn as they were.
    """
    with transactions.writing() as unit:
        before = unit.bodies.get()
        if before is None:
            raise NotFoundedError("there is no certification body yet: run probatum init")
        after = with_changes(before, changes)
        new = tuple(name for name in (*WORDS, *LOOKS) if _told(before, name) != _told(after, name))
        if new:
            unit.bodies.change(after, at)
            unit.events.append([_event(after, name, actor, at) for name in new])
    return new


def _event(body: Body, name: str, actor: str, at: datetime) -> Event:
    data: dict[str, str | int] = {"what": name, "to": _told(body, name)}
    return Event(at, EventKind.BODY_CHANGED, body.url, actor, data)


def _told(body: Body, name: str) -> str:
    """Return a word as it is, and a picture by the SHA-256 of its bytes."""
    value = getattr(body if name in WORDS else body.look, name)
    return value.digest if isinstance(value, Picture) else value or ""
