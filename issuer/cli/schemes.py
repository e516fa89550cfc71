"""`probatum scheme check|activate|list`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from issuer.body.schemes import ShelvedScheme, activate
from issuer.certification.scheme import parse_scheme
from issuer.cli.desk import Desk, json_option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def scheme_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about schemes."""

    @click.group("scheme")
    def scheme() -> None:
        """Certification schemes: what is demanded, as data."""

    @scheme.command("check")
    @click.argument("file", type=_FILE)
    def check(file: Path) -> None:
        """Say whether FILE is a scheme, or where its mistake is and how to mend it."""
        parsed = parse_scheme(file.read_bytes())
        click.echo(f"{parsed.id} {parsed.version}: {parsed.title}. SHA-256 {parsed.digest}")

    @scheme.command("activate")
    @click.argument("file", type=_FILE)
    def activate_command(file: Path) -> None:
        """Put the scheme in FILE in force. Its bytes are stored and never edited."""
        world = desk.world
        at = desk.clock()
        made = activate(world.database, world.body, file.read_bytes(), actor=desk.actor, at=at)
        click.echo(f"{made.id} {made.version} is in force. SHA-256 {made.digest}")

    @scheme.command("list")
    @json_option
    def list_command(*, as_json: bool) -> None:
        """List the schemes in force."""
        desk.tell_all([_value(shelved) for shelved in desk.world.schemes.all()], as_json=as_json)

    return [scheme]


def _value(shelved: ShelvedScheme) -> dict[str, Any]:
    scheme = shelved.scheme
    return {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title,
        "decision": scheme.decision.value,
        "type": shelved.type_url,
        "digest": scheme.digest,
    }
