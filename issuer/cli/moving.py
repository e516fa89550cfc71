"""`probatum move-to-postgres` and back: the whole record in another database, and the proof."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from issuer.cli.audit import look_at_credentials
from issuer.cli.checkpoints import kept_outside
from issuer.cli.desk import Desk, json_option
from issuer.credentials.examine import confirmed
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.checkpoints import read_hashes
from issuer.evidence.event import Event, EventKind
from issuer.evidence.merkle import root_of
from issuer.evidence.proof import prove
from issuer.store.copying import Copied
from issuer.store.moving import MoveError, engine_of, move_record, shown
from issuer.wiring import IssuerWorld, make_world

_OPTION = click.option("--yes", is_flag=True, help="Do not ask: the service is stopped.")


def moving_commands(desk: Desk) -> list[click.Command]:
    """Return the commands that move the record."""

    @click.command("move-to-postgres")
    @click.argument("url")
    @_OPTION
    @json_option
    def to_postgres(url: str, *, yes: bool, as_json: bool) -> None:
        """Move the record from SQLite into the empty PostgreSQL database at URL, with a proof."""
        _require(desk, "sqlite", wanted="URL is postgresql://host/name", is_so=_is_postgres(url))
        _move(desk, url, yes=yes, as_json=as_json)

    @click.command("move-to-sqlite")
    @click.argument("path", type=click.Path(path_type=Path))
    @_OPTION
    @json_option
    def to_sqlite(path: Path, *, yes: bool, as_json: bool) -> None:
        """Move the record from PostgreSQL into a new SQLite file at PATH, with a proof."""
        is_so = not path.exists()
        _require(desk, "postgresql", wanted="PATH is a file that is not there yet", is_so=is_so)
        _move(desk, f"sqlite:///{path.absolute()}", yes=yes, as_json=as_json)

    return [to_postgres, to_sqlite]


def _is_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def _require(desk: Desk, engine: str, *, wanted: str, is_so: bool) -> None:
    if not is_so:
        raise click.UsageError(wanted)
    if engine != ("postgresql" if _is_postgres(desk.settings.database_url) else "sqlite"):
        raise MoveError(f"the record is not in {engine} now, by PROBATUM_DATABASE")


def _move(desk: Desk, target: str, *, yes: bool, as_json: bool) -> None:
    if not yes:
        click.confirm("Is every server and timer of this body stopped?", abort=True, err=True)
    world = desk.world
    before = root_of(read_hashes(world.database))
    proof: dict[str, Any] = {}

    def prove_copy() -> None:
        proof.update(_prove(desk, target, before))

    def watch(table: str, rows: int) -> None:
        desk.err.print(f"{rows:>9} rows of {table}", style="dim")

    source = desk.settings.database_url
    copied = move_record(source, target, prove=prove_copy, watch=watch)
    _tell_record(desk, source, target, copied)
    rows = sum(each.rows for each in copied.values())
    value = {
        "rows": rows,
        "tables": {name: [each.rows, each.digest] for name, each in copied.items()},
        **proof,
        "moved_to": shown(target),
    }
    if not as_json:
        value["tables"] = f"{len(copied)}, each with the same digest on both sides"
    desk.tell(value, as_json=as_json)
    desk.err.print(f"Now set PROBATUM_DATABASE to {shown(target)}, and start the service again.")


def _prove(desk: Desk, target: str, before: bytes) -> dict[str, Any]:
    """Verify the copy as an auditor would; raise `MoveError` with what is wrong."""
    world = _world_of(desk, target)
    try:
        shelf = kept_outside(desk)
        found = prove(world.database, shelf, origin=origin_of(world.body.url))
        root = root_of(read_hashes(world.database))
        if found.faults or root != before:
            why = found.faults[0].why if found.faults else "its events are others"
            raise MoveError(f"the copy's record does not hold: {why}")
        examined = confirmed(lambda: look_at_credentials(world))
        if examined.faults:
            first = examined.faults[0]
            raise MoveError(f"the copy of {first.number} does not hold: {first.why}")
    finally:
        world.database.dispose()
    return {
        "events": found.events,
        "root": root.hex(),
        "checkpoints": found.checkpoints,
        "credentials": examined.examined,
    }


def _world_of(desk: Desk, target: str) -> IssuerWorld:
    return make_world(desk.settings.model_copy(update={"database": target}), clock=desk.clock)


def _tell_record(desk: Desk, source: str, target: str, copied: Mapping[str, Copied]) -> None:
    """Put the move on record, where the record goes on."""
    all_of_it = "\n".join(f"{name} {one.rows} {one.digest}" for name, one in copied.items())
    data: dict[str, str | int] = {
        "from": engine_of(source),
        "to": engine_of(target),
        "tables": len(copied),
        "rows": sum(each.rows for each in copied.values()),
        "digest": hashlib.sha256(all_of_it.encode()).hexdigest(),
    }
    world = _world_of(desk, target)
    try:
        with world.database.writing() as unit:
            told = Event(desk.clock(), EventKind.RECORD_MOVED, "record", desk.actor, data)
            unit.events.append([told])
    finally:
        world.database.dispose()
