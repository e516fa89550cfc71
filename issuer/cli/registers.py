"""`probatum register list|show|put`: providers, courses, supervisors, examiners, sittings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from issuer.candidates.application import ListedRecord
from issuer.certification.dossier.documents import LISTED_KINDS, parse_listed
from issuer.certification.figures import show_moment
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_KIND = click.Choice(list(LISTED_KINDS))


def register_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about registers."""

    @click.group("register")
    def register() -> None:
        """Keep the registers: who and what is accredited, and since when."""

    @register.command("list")
    @click.argument("kind", type=_KIND)
    @json_option
    def list_command(kind: str, *, as_json: bool) -> None:
        """List every entry of a KIND, by id."""
        found = desk.world.candidates.registers.all(kind)
        desk.tell_all([_value(each) for each in found], as_json=as_json)

    @register.command("show")
    @click.argument("kind", type=_KIND)
    @click.argument("entry", type=LINE)
    @json_option
    def show(kind: str, entry: str, *, as_json: bool) -> None:
        """Show the newest revision of ENTRY."""
        desk.tell(_value(desk.world.candidates.registers.find(kind, entry)), as_json=as_json)

    @register.command("put")
    @click.argument("file", type=_FILE)
    @json_option
    def put(file: Path, *, as_json: bool) -> None:
        """Record the entry in FILE (JSON): a new one, or the next revision of one."""
        listed = parse_listed(file.read_bytes())
        registers = desk.world.candidates.registers
        registers.put(listed, author=desk.actor, at=desk.clock())
        desk.tell(_value(registers.find(listed.kind, listed.id)), as_json=as_json)

    return [register]


def _value(record: ListedRecord) -> dict[str, Any]:
    return {
        **record.listed.model_dump(mode="json", exclude_none=True),
        "revision": record.revision,
        "author": record.author,
        "recorded": show_moment(record.recorded),
    }
