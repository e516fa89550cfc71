"""`probatum complaints`: the cases of complaints, each with its timeline, and who has it."""

from __future__ import annotations

from typing import Any

import click

from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE
from issuer.complaints.complaint import Complaint, View
from issuer.complaints.errors import UnknownComplaintError

_MOST = 1000  # cases listed
_VIEWS = [view.value for view in View if view is not View.MINE]


def complaint_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about complaints."""

    @click.group("complaints")
    def complaints() -> None:
        """See which concerns were reported, and give a case to somebody not involved."""

    for command in (_list(desk), _show(desk), _assign(desk)):
        complaints.add_command(command)
    return [complaints]


def _list(desk: Desk) -> click.Command:
    @click.command("list")
    @click.option("--view", type=click.Choice(_VIEWS), default=View.OPEN.value, show_default=True)
    @json_option
    def listed(view: str, *, as_json: bool) -> None:
        """List cases, the most urgent first."""
        world = desk.world
        today = desk.clock().astimezone(world.body.zone).date()
        with world.database.reading() as unit:
            found = unit.complaints.of(View(view), officer="", on=today, limit=_MOST)
        desk.note_read("complaints list")
        desk.tell_all([_value(case) for case in found], as_json=as_json)

    return listed


def _show(desk: Desk) -> click.Command:
    @click.command("show")
    @click.argument("case", type=LINE)
    @json_option
    def show(case: str, *, as_json: bool) -> None:
        """Show CASE: what was reported, what happened, and who may not look into it."""
        with desk.world.database.reading() as unit:
            found = unit.complaints.find(case)
            entries = unit.complaints.entries(case)
        if found is None:
            raise UnknownComplaintError(case)
        desk.note_read("complaints show", case)
        standing = desk.world.complaints.handling.standing(case, at=desk.clock())
        value = _value(found) | {
            "words": found.words,
            "may_decide": list(standing.eligible),
            "involved": dict(standing.barred),
            "happened": [
                {"at": e.at.isoformat(), "what": e.kind.value, "by": e.author, "words": e.words}
                for e in entries
            ],
        }
        desk.tell(value, as_json=as_json)

    return show


def _assign(desk: Desk) -> click.Command:
    @click.command("assign")
    @click.argument("case", type=LINE)
    @click.argument("officer", type=LINE)
    @json_option
    def assign(case: str, officer: str, *, as_json: bool) -> None:
        """Give CASE to OFFICER, who may decide complaints and had no part in it."""
        handling = desk.world.complaints.handling
        made = handling.assign(case, officer, actor=desk.actor, at=desk.clock())
        desk.tell(_value(made), as_json=as_json)

    return assign


def _value(case: Complaint) -> dict[str, Any]:
    return {
        "case": case.id,
        "concern": case.concern.value,
        "number": case.number,
        "received": case.received.isoformat(),
        "due": case.due.isoformat(),
        "acknowledged": case.acknowledged.isoformat() if case.acknowledged else None,
        "assigned": case.assigned,
        "outcome": case.outcome.value if case.outcome else None,
        "ended": case.ended.isoformat() if case.ended else None,
    }
