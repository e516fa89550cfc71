"""`probatum restore`, `recovery` and `journal`: the worst day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from issuer.body.own_trust import OwnTrust
from issuer.cli.backups import backup_command, daily_backups
from issuer.cli.counted import counted
from issuer.cli.desk import Desk, json_option
from issuer.errors import SettingsError
from issuer.recovery.accepting import accept
from issuer.recovery.backup import Backup, read_backup
from issuer.recovery.errors import RestoreRefusedError
from issuer.recovery.restored import begins_in_doubt, went_on
from issuer.store.database import Database
from issuer.store.journal_folder import JournalFolder
from issuer.store.journal_opening import begin_journal, require_whole, set_aside
from issuer.store.journal_replay import replay
from issuer.store.snapshot import bring_back, put_in_place, require_empty
from verifier import jws
from verifier.credential import load_claims
from verifier.malformed import MalformedError
from verifier.status_token import StatusList, parse_status_list

_FOLDER = click.Path(file_okay=False, path_type=Path)
_THERE = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def recovery_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about backups, journals and restoring."""
    recovery = click.Group("recovery", help="Deal with a record that may have lost something.")
    for command in (_status(desk), _replay(desk), _accept(desk)):
        recovery.add_command(command)
    journal = click.Group("journal", help="The journal beside the database.")
    journal.add_command(_begin(desk))
    return [backup_command(desk), _restore(desk), recovery, journal]


def begin_own_journal(desk: Desk) -> None:
    """Begin the journal that the settings ask for, behind all that is on record now."""
    folder = desk.settings.journal_folder
    if folder is None:
        return
    aside = begin_journal(desk.database, folder)
    if aside is not None:
        click.echo(f"The journal of another record was there: it is {aside} now.", err=True)


def _restore(desk: Desk) -> click.Command:
    @click.command("restore")
    @click.argument("archive", type=_THERE)
    @click.option("--journal", "folder", type=_THERE, help="Where it is, if not as set.")
    @click.option("--journal-lost", is_flag=True, help="There is no journal any more.")
    @json_option
    def restore(archive: Path, folder: Path | None, *, journal_lost: bool, as_json: bool) -> None:
        """Bring the record back from ARCHIVE and its journal, into an empty database."""
        settings, at = desk.settings, desk.clock()
        backup = read_backup(archive)
        settings.require_url(backup.manifest.url)
        require_empty(settings.database_url)
        journal = None if journal_lost else _journal_of(backup, folder or settings.journal_folder)
        replayed = _bring(desk, backup, journal, at)
        kept = settings.journal_folder
        if journal is None and kept is not None and JournalFolder(kept).is_there():
            click.echo(f"What is left of a journal is {set_aside(kept)} now.", err=True)
        put_in_place(settings.database_url)
        begin_own_journal(desk)
        value = {"restored": backup.manifest.made.isoformat(), "events": backup.manifest.events}
        told = "the journal" if journal else "nothing: `probatum recovery status` says what to do"
        desk.tell(value | {"replayed": replayed, "after": told}, as_json=as_json)

    return restore


def _journal_of(backup: Backup, path: Path | None) -> JournalFolder:
    """Return the journal that follows a backup, or raise `RestoreRefusedError`."""
    refusal = "--journal names it; --journal-lost restores without, and says what that means"
    if path is None or not JournalFolder(path).is_there():
        raise RestoreRefusedError(f"there is no journal at {path or 'no folder set'}: {refusal}")
    folder = JournalFolder(path)
    folder.require_record(backup.manifest.record)
    if folder.first() > backup.manifest.events:
        raise RestoreRefusedError(
            f"the journal begins behind event {folder.first()}, and the backup ends at event "
            f"{backup.manifest.events}: take a newer backup; {refusal}"
        )
    return folder


def _bring(desk: Desk, backup: Backup, journal: JournalFolder | None, at: datetime) -> int:
    database = Database(bring_back(backup, desk.settings.database_url))
    try:
        if journal is None:
            begins_in_doubt(database, backup.manifest.made, actor=desk.actor, at=at)
            return 0
        count = replay(database, journal.batches(backup.manifest.events))
        went_on(database, journal.first(), actor=desk.actor, at=at)
        return count
    finally:
        database.dispose()


def _status(desk: Desk) -> click.Command:
    @click.command("status")
    @json_option
    def status(*, as_json: bool) -> None:
        """Tell what the record may have lost, where its journal ends, and which backups there are.

        What is found older than its journal or its checkpoints is put on record as doubted.
        """
        world = desk.world
        with world.database.reading() as unit:
            doubts, head = unit.recoveries.all(), unit.chain.head()[0]
        journal = world.database.journal
        value = {
            "events": head,
            "journal": "none" if journal is None else f"ends at event {journal.end().seq}",
            "backups": [str(each.path) for each in daily_backups(desk)],
            "doubts": [
                f"{each.cause}, from {each.since.isoformat()} on: "
                + (f"accepted by {each.settled_by}" if each.settled else "OPEN")
                for each in doubts
            ],
        }
        desk.tell(value, as_json=as_json)

    return status


def _replay(desk: Desk) -> click.Command:
    @click.command("replay")
    @click.option("--journal", "folder", type=_THERE, help="Where it is, if not as set.")
    def replay_command(folder: Path | None) -> None:
        """Put what the journal has behind the end of a record that is older: nothing is missing."""
        path, at = folder or desk.settings.journal_folder, desk.clock()
        if path is None or not JournalFolder(path).is_there():
            raise RestoreRefusedError(f"there is no journal at {path}")
        with desk.database.reading() as unit:
            head, record = unit.chain.head()[0], unit.recoveries.record()
        journal = JournalFolder(path)
        journal.require_record(record)
        if journal.first() > head:
            raise RestoreRefusedError(f"the journal begins behind event {journal.first()}")
        count = replay(desk.database, journal.batches(head))
        require_whole(desk.database, journal, desk.settings.checkpoint_folder)
        went_on(desk.database, journal.first(), actor=desk.actor, at=at)
        events = counted(count, "event was", "events were")
        click.echo(f"{events} put back; the record ends where its journal ends.")
        with desk.database.reading() as unit:
            if any(each.settled is None for each in unit.recoveries.all()):
                click.echo("What an earlier journal had is not in it: `probatum recovery accept`.")

    return replay_command


def _accept(desk: Desk) -> click.Command:
    @click.command("accept")
    @click.option("--lists", "files", multiple=True, type=_FILE, help="A status list, as served.")
    @click.option("--confirm", prompt="The body's name, to confirm", help="The body's name.")
    def accept_command(files: tuple[Path, ...], confirm: str) -> None:
        """Say that the record was compared and may be told again. Issuing stays stopped.

        A certificate that one of the signed LISTS withdraws is withdrawn on record too: fetch the
        newest that anybody still has, from a cache, a clinic or a trust file.
        """
        world, at = desk.world, desk.clock()
        if confirm != world.body.name:
            raise RestoreRefusedError(f"type the body's name: {world.body.name}")
        read = _list_reader(world.trust)
        lists = [read(path) for path in files]
        done = accept(world.database, lists, actor=desk.actor, at=at)
        settled = counted(done.doubts, "doubt is", "doubts are")
        changed = counted(len(done.changed), "certificate is", "certificates are")
        click.echo(
            f"{settled} settled; {changed} withdrawn because a signed list says so. "
            "`probatum resume` opens issuing."
        )

    return accept_command


def _begin(desk: Desk) -> click.Command:
    @click.command("begin")
    def begin() -> None:
        """Begin the journal in PROBATUM_JOURNAL, behind all that is on record now.

        After an upgrade, on a second server of the same database, or where a journal was lost while
        the record was not. Make a backup at once: an older one has no journal that follows it.
        """
        if desk.settings.journal_folder is None:
            raise SettingsError("PROBATUM_JOURNAL is off")
        begin_own_journal(desk)
        click.echo(f"The journal is kept in {desk.settings.journal_folder}.")

    return begin


def _list_reader(trust: OwnTrust) -> Callable[[Path], StatusList]:
    """Return what reads a saved list, if this body signed it.

    What it says of keys must be on record first: the restored record may have forgotten it.
    """
    issuer = trust.current().issuers[0]
    standing = {key.kid for key in issuer.keyring if key.compromised is None}

    def read(path: Path) -> StatusList:
        try:
            token = path.read_text("ascii").strip()
            claims = load_claims(jws.parse(token, limit=jws.MAX_LIST_TOKEN).payload)
            told = parse_status_list(token, issuer=issuer, uri=str(claims.get("sub")))
        except (MalformedError, ValueError) as exc:
            raise RestoreRefusedError(f"{path} is no status list of this body") from exc
        for kid in sorted(told.compromised & standing):
            raise RestoreRefusedError(
                f"{path} says that the key {kid} is compromised, and the record does not: run "
                f"`probatum keys compromise {kid} --later` first"
            )
        return told

    return read
