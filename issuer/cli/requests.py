"""`probatum requests|approve|decline|take-back|undo|revoke-many|suspend-many`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE, NOTE
from issuer.cli.progress import counting
from issuer.credentials.lifecycle import Act, Wanted
from issuer.credentials.sought import Sought
from issuer.errors import UnknownRequestError
from issuer.requests.numbers import read_numbers
from issuer.requests.request import Kind, Request, RequestState

_OPEN = (RequestState.WAITING, RequestState.RUNNING)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST = 1000  # requests listed


def request_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about requests."""
    many = [_many(desk, act) for act in Act]
    return [_list(desk), _approve(desk), _decline(desk), _take_back(desk), _undo(desk), *many]


def request_value(request: Request) -> dict[str, Any]:
    """Return a request as it is told."""
    return {
        "request": request.id,
        "act": request.act,
        "state": request.state.value,
        "reason": request.reason,
        "selection": request.selection,
        "certificates": request.total,
        "done": request.done,
        "refused": request.refused,
        "asked_by": request.asked_by,
        "asked": request.asked.isoformat(),
        "expires": request.expires.isoformat(),
        "decided_by": request.decided_by,
        "why": request.why,
    }


def _list(desk: Desk) -> click.Command:
    @click.command("requests")
    @click.option("--all", "everything", is_flag=True, help="Those that are decided too.")
    @json_option
    def requests(*, everything: bool, as_json: bool) -> None:
        """List the requests that wait for a second person."""
        states = list(RequestState) if everything else _OPEN
        with desk.world.database.reading() as unit:
            found = unit.requests.of_states(states, _MOST)
        desk.tell_all([request_value(each) for each in found], as_json=as_json)

    return requests


def _approve(desk: Desk) -> click.Command:
    @click.command("approve")
    @click.argument("request", type=LINE)
    @json_option
    def approve(request: str, *, as_json: bool) -> None:
        """Approve REQUEST, which somebody else asked for, and do it to its end."""
        world, kind, at = desk.world, _kind(desk, request), desk.clock()
        if kind is Kind.REPLACING:
            made = world.replacing.approve(request, actor=desk.actor, at=at)
        else:
            made = world.requests.deciding.approve(request, kind=kind, actor=desk.actor, at=at)
        desk.tell(request_value(_run(desk, made)), as_json=as_json)

    return approve


def _decline(desk: Desk) -> click.Command:
    @click.command("decline")
    @click.argument("request", type=LINE)
    @click.option("--why", required=True, type=NOTE, help="Who asked is told.")
    @json_option
    def decline(request: str, why: str, *, as_json: bool) -> None:
        """Decline REQUEST, with a reason."""
        deciding, kind = desk.world.requests.deciding, _kind(desk, request)
        made = deciding.decline(request, kind=kind, why=why, actor=desk.actor, at=desk.clock())
        desk.tell(request_value(made), as_json=as_json)

    return decline


def _take_back(desk: Desk) -> click.Command:
    @click.command("take-back")
    @click.argument("request", type=LINE)
    @json_option
    def take_back(request: str, *, as_json: bool) -> None:
        """Take back REQUEST, which you asked for."""
        deciding = desk.world.requests.deciding
        made = deciding.take_back(request, actor=desk.actor, at=desk.clock())
        desk.tell(request_value(made), as_json=as_json)

    return take_back


def _undo(desk: Desk) -> click.Command:
    @click.command("undo")
    @click.argument("request", type=LINE)
    @json_option
    def undo(request: str, *, as_json: bool) -> None:
        """Reinstate what REQUEST suspended, within a day."""
        made = desk.world.requests.running.undo(request, actor=desk.actor, at=desk.clock())
        desk.tell(request_value(_run(desk, made)), as_json=as_json)

    return undo


def _many(desk: Desk, act: Act) -> click.Command:
    @click.command(f"{act}-many")
    @click.option("--reason", required=True, type=LINE, help="A code that the scheme knows.")
    @click.option("--note", default="", type=NOTE, help="For the record; never public.")
    @click.option("--file", type=_FILE, help="A file of certificate numbers.")
    @click.option("--scheme", type=LINE)
    @click.option("--sitting", type=LINE, help="Of one exam session.")
    @click.option("--provider", type=LINE, help="Trained by this provider.")
    @click.option("--examiner", type=LINE, help="Examined by this person.")
    @click.option("--key", type=LINE, help="Signed with this key.")
    @click.option("--ask", is_flag=True, help="Ask a second person; else only look.")
    @json_option
    def many(
        reason: str, note: str, file: Path | None, *, ask: bool, as_json: bool, **sought: Any
    ) -> None:
        listed = read_numbers(file.read_text("utf-8", "replace")) if file else None
        numbers = listed.numbers if listed else None
        words = [f"{name} {value}" for name, value in sought.items() if value]
        words += [f"a list of {len(numbers)} numbers"] if numbers is not None else []
        asking, actor, at = desk.world.requests.asking, desk.actor, desk.clock()
        made = asking.draft(
            Wanted(act, reason, note),
            Sought(numbers=numbers, **sought),
            selection=", ".join(words),
            actor=actor,
            at=at,
        )
        if ask:
            made = asking.submit(made.id, actor=actor, at=at)
        else:
            desk.world.requests.deciding.take_back(made.id, actor=actor, at=at)
        desk.tell(request_value(made), as_json=as_json)
        for line in listed.faults[:20] if listed else ():
            desk.err.print(f"no number: {line}")

    many.help = f"{act.value.capitalize()} many certificates at once: look first, then --ask."
    return many


def _kind(desk: Desk, request: str) -> Kind:
    with desk.world.database.reading() as unit:
        found = unit.requests.find(request)
    if found is None:
        raise UnknownRequestError(request)
    return found.kind


def _run(desk: Desk, request: Request) -> Request:
    if request.state is not RequestState.RUNNING:
        return request
    with counting(desk, request.left, "changing") as tell:
        left = request.left

        def told(made: Request) -> None:
            nonlocal left
            tell(left - made.left)
            left = made.left

        return desk.world.requests.running.run(request.id, clock=desk.clock, told=told)
