"""`probatum archive`: a certificate's whole file, for an accreditation audit."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.desk import Desk
from issuer.cli.line import LINE


def archive_command(desk: Desk) -> click.Command:
    """Return `probatum archive`."""

    @click.command("archive")
    @click.argument("number", type=LINE)
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def archive(number: str, file: Path) -> None:
        """Write everything about the certificate NUMBER to FILE, a signed zip.

        Whoever gets it needs no Probatum to read or verify it: README.txt in it says how.
        """
        made = desk.world.archives.make(number, actor=desk.actor, at=desk.clock())
        desk.note_read("archive", number)
        file.touch(mode=0o600)
        file.write_bytes(made)
        click.echo(f"The file of {number} is in {file}.")

    return archive
