"""`probatum close`: the body ends, and what it leaves works for as long as its certificates."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.checkpoints import checkpoints_of
from issuer.cli.desk import Desk, json_option
from issuer.cli.line import NOTE
from issuer.closing.closed import Closed, ClosingError
from issuer.closing.closing import Closing
from issuer.closing.record import Record
from issuer.web.published import published_files
from verifier.published_folder import FolderRefusedError, write_folder
from verifier.trust_file import format_trust

_FOLDER = click.Path(file_okay=False, path_type=Path)


def close_command(desk: Desk) -> click.Command:
    """Return `probatum close`."""

    @click.command("close")
    @click.argument("folder", metavar="DIR", type=_FOLDER)
    @click.option("--why", required=True, type=NOTE, help="For the record, and for every officer.")
    @click.option("--confirm", metavar="NAME", help="The body's name: it is closed for good.")
    @click.option("--keep-suspended", is_flag=True, help="What is suspended stays so for ever.")
    @json_option
    def close(
        folder: Path, why: str, confirm: str | None, *, keep_suspended: bool, as_json: bool
    ) -> None:
        """Close the body for good, and write what is left of it into DIR.

        Nothing is issued or changed any more. DIR/site verifies certificates from any file server
        at the body's address, DIR/record is the whole record: it holds names. Run it again with
        another DIR to write both anew.
        """
        world = desk.world
        if (folder / "record").exists():
            raise ClosingError(f"{folder / 'record'} is there already: name another folder")
        asked = f"This cannot be undone. Type {world.body.name!r}"
        if (confirm or click.prompt(asked, err=True)) != world.body.name:
            raise ClosingError("that is not the body's name: nothing was closed")
        checkpoints_of(desk).signer()  # without it nothing could be handed over
        closed = Closing(world.database).close(
            why, keep_suspended=keep_suspended, actor=desk.actor, at=desk.clock()
        )
        desk.tell(_leave(desk, folder, closed), as_json=as_json)

    return close


def _leave(desk: Desk, folder: Path, closed: Closed) -> dict[str, str | int]:
    """Write what is left of a body that has closed; return where it is."""
    world = desk.world
    try:
        written = write_folder(published_files(world, has_site=False), folder / "site")
    except FolderRefusedError as exc:
        raise ClosingError(str(exc)) from exc
    trust = format_trust(world.publisher.trust_file())
    record = Record(world.database, world.body, checkpoints_of(desk), lambda: trust)
    count = record.write(folder / "record", closed, at=desk.clock())
    return {
        "closed": closed.since.isoformat(),
        "lists_believed_until": closed.lists_until.isoformat(),
        "certificates": count,
        "site": f"{folder / 'site'} ({written.files} files)",
        "record": str(folder / "record"),
    }
