"""`probatum record` and `probatum strike`: documents of a person's dossier."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.candidates.settlement import settle
from issuer.certification.dossier.bundle import parse_bundle
from issuer.cli.answers import tell_answers
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def record_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about documents."""

    @click.command("record")
    @click.argument("person", type=LINE)
    @click.argument("file", type=_FILE)
    @json_option
    def record(person: str, file: Path, *, as_json: bool) -> None:
        """Record the document in FILE (JSON), or its `documents`, for PERSON: all or none.

        Where a scheme itself decides and everything is met now, the certificate is issued.
        """
        shown = parse_bundle(file.read_bytes())
        candidates, at = desk.world.candidates, desk.clock()
        candidates.dossiers.record(person, shown, author=desk.actor, at=at)
        desk.err.print(f"{len(shown)} on record", style="dim")
        tell_answers(desk, settle(candidates.decisions, [person], desk.clock), as_json=as_json)

    @click.command("strike")
    @click.argument("entry", type=click.IntRange(1, 10**18))
    @click.option("--why", required=True, type=LINE, help="The reason, in words.")
    def strike(entry: int, why: str) -> None:
        """Let the document ENTRY count no more. It stays on record."""
        dossiers = desk.world.candidates.dossiers
        dossiers.strike(entry, author=desk.actor, why=why, at=desk.clock())
        click.echo(f"{entry} counts no more.")

    return [record, strike]
