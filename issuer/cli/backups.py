"""`probatum backup`: each day before the worst one."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.desk import Desk, json_option
from issuer.errors import SettingsError
from issuer.recovery.backup import Backup, backups_in, forget_old, make_backup
from issuer.store.snapshot import SqlSnapshots
from keys.files import is_sealed, read_owned

_FOLDER = click.Path(file_okay=False, path_type=Path)
_KEPT = 14


def backup_command(desk: Desk) -> click.Command:
    """Return `probatum backup`."""

    @click.command("backup")
    @click.argument("folder", required=False, type=_FOLDER)
    @click.option("--keep", default=_KEPT, show_default=True, type=click.IntRange(1, 10_000))
    @click.option("--with-keys", is_flag=True, help="The private keys too, if they are sealed.")
    @json_option
    def backup(folder: Path | None, *, keep: int, with_keys: bool, as_json: bool) -> None:
        """Copy the whole record to FOLDER while it is served; keep the newest backups there."""
        world, at = desk.world, desk.clock()
        place = folder or world.settings.backup_dir
        if place is None:
            raise SettingsError("name a folder, or set PROBATUM_BACKUP_DIR")
        keys = _sealed_keys(world.settings.key_folder) if with_keys else None
        if world.database.journal is not None:
            world.database.journal.cut()
        made = make_backup(SqlSnapshots(world.database), place, at=at, keys=keys)
        kept = forget_old(place, keep)
        if world.database.journal is not None:
            oldest = min(each.manifest.events for each in [*kept, *daily_backups(desk)])
            world.database.journal.folder.forget(oldest)
        value = {"backup": str(made.path), "events": made.manifest.events}
        desk.tell(value | {"size": made.manifest.size, "kept": len(kept)}, as_json=as_json)

    return backup


def daily_backups(desk: Desk) -> list[Backup]:
    """Return the backups in the folder that is set: one made elsewhere does not replace them."""
    folder = desk.settings.backup_dir
    return backups_in(folder) if folder and folder.is_dir() else []


def _sealed_keys(folder: Path) -> dict[str, bytes]:
    """Return the key files by name; raise `SettingsError` unless each is sealed."""
    found = {path.name: read_owned(path) for path in sorted(folder.glob("*.pem"))}
    bare = [name for name, content in found.items() if not is_sealed(content)]
    if bare:
        raise SettingsError(
            f"{bare[0]} is not sealed by a passphrase: whoever found such a backup could sign; "
            "seal the keys first (docs/keys.md), or keep them elsewhere"
        )
    return found
