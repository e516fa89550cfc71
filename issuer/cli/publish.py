"""`probatum publish DIR`: everything a phone needs to verify, as files for any file server."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.desk import Desk, json_option
from issuer.credentials.publish import RESIGN_AFTER
from issuer.web.published import published_files
from verifier.published_folder import FolderRefusedError, write_folder
from verifier.status_token import LIFETIME


def publish_command(desk: Desk) -> click.Command:
    """Return `probatum publish`."""

    @click.command("publish")
    @click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
    @click.option(
        "--with-site",
        "has_site",
        is_flag=True,
        help="This site answers behind the files: the page keeps its forms, and asks the ledger.",
    )
    @json_option
    def publish(folder: Path, *, has_site: bool, as_json: bool) -> None:
        """Write page, keys, types and status lists into DIR, for a file server at this address.

        Run it from a timer: what is published is believed for 24 hours, and not longer.
        """
        at = desk.clock()
        files = published_files(desk.world, has_site=has_site)
        try:
            written = write_folder(files, folder)
        except FolderRefusedError as exc:
            raise click.ClickException(str(exc)) from exc
        told = {
            "folder": str(folder),
            "files": written.files,
            "changed": written.changed,
            "removed": written.removed,
            "publish_again_before": (at + LIFETIME - RESIGN_AFTER).isoformat(),
        }
        desk.tell(told, as_json=as_json)

    return publish
