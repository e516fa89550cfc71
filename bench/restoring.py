"""A record of 1,000,000 certificates brought back from its backup, and its journal replayed."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bench.figure import Figure
from bench.world import found_world, results
from issuer.intake.answers import Issued
from issuer.recovery.backup import Backup, make_backup
from issuer.recovery.restored import went_on
from issuer.store.database import Database
from issuer.store.journal_folder import JournalFolder
from issuer.store.journal_opening import begin_journal
from issuer.store.journal_replay import replay
from issuer.store.snapshot import SqlSnapshots, bring_back, put_in_place
from issuer.wiring import IssuerWorld, make_world
from verifier.clock import utc_now
from verifier.verdict import Reason

COUNT = 1_000_000
LATER = 5_000  # certificates issued after the backup
BATCH = 500
LONGEST = 60.0  # seconds
_CHANGED = {
    "attempt": {"id": "id + i * 10", "attempt": "attempt || '-' || i"},
    "certificate": {"number": "'BTX-' || printf('%08d', i)", "attempt": "attempt || '-' || i"},
    "holder": {"number": "'BTX-' || printf('%08d', i)", "reference": "reference || '-' || i"},
    "credential": {
        "id": "id + i * 10",
        "number": "'BTX-' || printf('%08d', i)",
        "list_id": "1 + i / 131072",
        "idx": "i % 131072 + 200000",
    },
    "event": {"seq": "seq + i * 4", "hash": "randomblob(32)"},
    "event_detail": {"seq": "seq + i * 4", "salt": "randomblob(16)"},
}


def measure(folder: Path) -> list[Figure]:
    """Fill a record, back it up, go on, lose it, and bring it back. `check` comes afterwards."""
    world = found_world(folder / "home", journal=False)
    _issue(world, 0, 1)
    _multiply(world)
    begin_journal(world.database, world.settings.journal_folder or folder / "journal")
    world = _again(world)
    began = time.perf_counter()
    backup = make_backup(SqlSnapshots(world.database), folder / "backups", at=utc_now())
    took = time.perf_counter() - began
    tokens = [token for n in range(1, LATER, BATCH) for token in _issue(world, n, BATCH)]
    world.database.dispose()
    (world.settings.home / "probatum.sqlite3").unlink()
    began, worked = time.perf_counter(), time.process_time()
    _restore(world, backup)
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    world = _again(world)
    told = {world.verifier.verify(token, at=utc_now()).reason for token in tokens[::100]}
    assert told == {Reason.VALID}, told
    size = backup.manifest.size / 2**30
    return [
        Figure(f"back up {COUNT:,} certificates ({size:.1f} GiB)", f"{took:.0f} s"),
        Figure(
            f"restore {COUNT:,}, and {LATER:,} from the journal, within {LONGEST:.0f} s",
            f"{spent:.0f} s ({worked:.0f} s of processor time)",
            LONGEST / spent,
            1.0,
        ),
    ]


def _issue(world: IssuerWorld, start: int, count: int) -> list[str]:
    tokens = []
    batch = results(count, start=start)
    for answer in world.intake.take_many(batch, actor="bench", at=utc_now()):
        assert isinstance(answer, Issued)
        tokens.append(answer.token)
    return tokens


def _multiply(world: IssuerWorld) -> None:
    """Copy the one certificate on record, its attempt and its four events, a million times."""
    world.database.dispose()
    with closing(sqlite3.connect(world.settings.home / "probatum.sqlite3")) as file:
        lists = file.execute("SELECT uri FROM status_list").fetchone()[0][:-1]
        for number in range(2, COUNT // 131_072 + 2):
            file.execute(
                "INSERT INTO status_list (id, uri, size, given, key, revision, signed_revision) "
                "SELECT ?, ?, size, given, key, 1, 0 FROM status_list WHERE id = 1",
                (number, f"{lists}{number}"),
            )
        for table, changed in _CHANGED.items():
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            newest = "seq > (SELECT max(seq) - 4 FROM event)" if "event" in table else "true"
            chosen = ", ".join(changed.get(column, column) for column in columns)
            file.execute(
                f"INSERT INTO {table} WITH RECURSIVE n(i) AS "
                f"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {COUNT - 1}) "
                f"SELECT {chosen} FROM n, (SELECT * FROM {table} WHERE {newest})"
            )
        head = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
        file.execute(f"UPDATE event_head SET (seq, hash) = ({head})")
        file.commit()


def _again(world: IssuerWorld) -> IssuerWorld:
    world.database.dispose()
    return make_world(world.settings)


def _restore(world: IssuerWorld, backup: Backup) -> None:
    """Do what `probatum restore` does."""
    url, journal = world.settings.database_url, world.settings.journal_folder
    assert journal is not None
    database = Database(bring_back(backup, url))
    try:
        folder = JournalFolder(journal)
        replay(database, folder.batches(backup.manifest.events))
        went_on(database, folder.first(), actor="bench", at=utc_now())
    finally:
        database.dispose()
    put_in_place(url)
