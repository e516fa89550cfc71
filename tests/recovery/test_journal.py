"""The journal: written before anything is acknowledged, and whole after every crash."""

from __future__ import annotations

import os
import resource
import shutil
import signal

import pytest

from issuer.errors import StorageUnavailableError
from issuer.evidence.event import EventKind
from issuer.recovery.errors import JournalDamagedError, JournalForeignError
from issuer.store.journal import Journal
from issuer.store.journal_folder import JournalFolder
from issuer.store.journal_opening import begin_journal, open_journal
from issuer.store.journal_places import CARRIED_ALWAYS, CONCERNS, NOT_CARRIED
from issuer.store.tables import Row
from tests.faults.sites import ask, make_home, open_site, told
from tests.recovery.drill import Drill
from tests.store.making import AT, BODY, make_event

LOST = (503, "storage_unavailable")


def test_every_kind_of_event_has_its_rows():
    """Whoever adds an event says which rows it is about; whoever adds a table, why it is not."""
    assert {kind.value.partition(".")[0] for kind in EventKind} - set(CONCERNS) == set()
    tables = set(Row.metadata.tables)
    carried = {concern.table for concerns in CONCERNS.values() for concern in concerns}
    carried |= CARRIED_ALWAYS
    assert tables == carried | set(NOT_CARRIED)
    assert not carried & set(NOT_CARRIED)
    for concerns in CONCERNS.values():
        for each in concerns:
            columns = Row.metadata.tables[each.table].c
            assert {each.column or "id", *each.moments} - set(columns.keys()) <= {"id"}


@pytest.fixture
def site(tmp_path):
    """Return a site that keeps a journal."""
    drill = Drill.begin(make_home(tmp_path / "home"), tmp_path / "checkpoints")
    drill.world.database.dispose()
    return open_site(drill.settings)


def test_nothing_is_acknowledged_without_it(site, tmp_path):
    """While it cannot be written, all is refused; what was done counts, and is told later."""
    first = site.report(attempt="A-1").json
    number = first["certificate"]["number"]
    journal = tmp_path / "home-journal"
    journal.rename(tmp_path / "away")
    assert told(site.report(attempt="A-2")) == LOST
    assert told(site.report(attempt="A-2")) == LOST  # a retry is no way around
    assert told(site.act(number, "suspend", "audit-open")) == LOST
    assert ask(site, number)["reason"] == "suspended"  # withdrawing counts at once all the same
    shutil.copytree(tmp_path / "away", journal)
    again = site.report(attempt="A-2")
    assert again.status_code == 201
    assert ask(site, again.json["token"])["reason"] == "valid"
    with site.world.database.reading() as unit:
        assert site.world.database.journal.end().seq == unit.chain.head()[0]


def small(tmp_path, sqlite_store):
    """Return a database with a journal of its own."""
    with sqlite_store.writing() as unit:
        unit.bodies.found(BODY, AT)
        unit.events.append([make_event()])
    begin_journal(sqlite_store, tmp_path / "journal")
    sqlite_store.journal = open_journal(sqlite_store, tmp_path / "journal")
    return sqlite_store


def append(database):
    """Record one event."""
    with database.writing() as unit:
        unit.events.append([make_event(kind=EventKind.SCHEME_ACTIVATED)])


def test_a_torn_last_line_is_made_whole(tmp_path, sqlite_store):
    """Cut anywhere in the last line, it is written again by the next; the chain of lines holds."""
    database = small(tmp_path, sqlite_store)
    append(database)
    whole = database.journal.end()
    append(database)
    file = whole.file
    content = file.read_bytes()
    cuts = [whole.size, whole.size + 1, whole.size + 64, whole.size + 65, len(content) - 1]
    for cut in cuts:
        file.write_bytes(content[:cut])
        database.journal = Journal(JournalFolder(tmp_path / "journal"))
        assert [b["to"] for b in database.journal.folder.batches(1)] == [2]
        append(database)
        assert database.journal.end().torn == 0
        with database.reading() as unit:
            head = unit.chain.head()
        assert [b["to"] for b in database.journal.folder.batches(1)][-1] == head[0]
        assert database.journal.end().event == head[1]
    file.write_bytes(content[: whole.size - 9] + b"x" + content[whole.size - 8 :])
    with pytest.raises(JournalDamagedError):
        list(JournalFolder(tmp_path / "journal").batches(1))


@pytest.mark.parametrize("step", ["open", "ftruncate", "write", "fsync"])
def test_killed_at_each_step_of_an_append(tmp_path, sqlite_store, step, monkeypatch):
    """A process that dies in it leaves what the next one makes whole: nothing is missing."""
    database = small(tmp_path, sqlite_store)
    database.dispose()
    child = os.fork()
    if not child:
        monkeypatch.setattr(os, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        append(database)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    append(database)
    told = [
        event
        for batch in database.journal.folder.batches(0)
        for event in (batch["from"], batch["to"])
    ]
    assert (told[0], told[-1]) == (2, 3)


def test_the_journal_of_another_record_is_refused(tmp_path, sqlite_store):
    """It is never added to; one that is begun again is put aside, not lost."""
    database = small(tmp_path, sqlite_store)
    record = tmp_path / "journal" / "record.json"
    record.write_text(record.read_text().replace(database.journal.folder.record(), "0" * 64))
    with pytest.raises(JournalForeignError, match="PROBATUM_JOURNAL"):
        open_journal(database, tmp_path / "journal")
    assert begin_journal(database, tmp_path / "journal") == tmp_path / "journal-1"
    assert open_journal(database, tmp_path / "journal").folder.first() == 1


def test_a_beginning_that_broke_off_is_begun_again(tmp_path, sqlite_store):
    """Killed before it said whose record it is, it stands in nobody's way."""
    database = small(tmp_path, sqlite_store)
    (tmp_path / "journal" / "record.json").write_bytes(b"")
    database.journal = None
    assert begin_journal(database, tmp_path / "journal") is None
    database.journal = open_journal(database, tmp_path / "journal")
    append(database)
    assert database.journal.end().seq == 2


def test_segments_are_cut_and_forgotten(tmp_path, sqlite_store):
    """A backup cuts; what only an older one needs goes; what a crash left of a cut is no harm."""
    database = small(tmp_path, sqlite_store)
    append(database)
    assert database.journal.cut() == 2
    append(database)
    assert database.journal.cut() == 3
    folder = database.journal.folder
    assert folder.forget(2) == 1
    assert [b["to"] for b in folder.batches(2)] == [3]
    folder.segments()[-1].write_bytes(b"torn")
    database.journal = Journal(folder)
    append(database)
    assert [b["to"] for b in folder.batches(2)] == [3, 4]
    with pytest.raises(StorageUnavailableError):
        JournalFolder(tmp_path / "nowhere").end()


def test_a_full_disk_is_no_acknowledgement(tmp_path, postgres_store):
    """The event is on record and not in the journal: refused; with room again it is added."""
    database = small(tmp_path, postgres_store)
    end = database.journal.end()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (end.size + 10, most))
    try:
        with pytest.raises(StorageUnavailableError, match="journal"):
            append(database)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert end.file.stat().st_size == end.size  # nothing of it is left
    append(database)
    assert [(b["from"], b["to"]) for b in database.journal.folder.batches(0)] == [(2, 3)]
    database.journal = None
