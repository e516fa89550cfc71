"""Restoring in a hurry: a step left out, done twice, or broken off settles no doubt by itself."""

from __future__ import annotations

import pytest

from issuer.credentials.lifecycle import Act
from issuer.evidence.event import Event, EventKind
from issuer.recovery.backup import read_backup
from issuer.recovery.errors import JournalDamagedError
from issuer.store.journal_folder import JournalFolder
from issuer.store.snapshot import bring_back, put_in_place
from tests.faults.sites import make_home
from tests.recovery.drill import Drill
from verifier.verdict import Reason

UNKNOWN = Reason.STATUS_UNAVAILABLE


@pytest.fixture
def begin(tmp_path):
    """Return what makes a body with two certificates, a backup, and one withdrawn since."""
    made = []

    def make(url=""):
        drill = Drill.begin(make_home(tmp_path / "home", url), tmp_path / "checkpoints")
        made.append(drill)
        first, _ = drill.issue("A", 2)
        path = drill.run("backup", tmp_path / "b", "--json")["backup"]
        drill.act(Act.REVOKE, first, "licence-lost", Reason.REVOKED)
        return drill, path

    yield make
    for drill in made:
        drill.world.database.dispose()


def test_a_new_journal_does_not_stand_for_the_lost_one(begin, tmp_path):
    """The journal that a restore without one begins has nothing of what may be missing."""
    drill, path = begin()
    drill.lose_the_database()
    drill.lose_the_journal()
    drill.run("restore", path, "--journal-lost")
    assert "recovery accept" in drill.run("recovery", "replay")
    world = drill.reopen(minutes=1)
    assert set(drill.verdicts().values()) == {UNKNOWN}
    assert "OPEN" in drill.run("recovery", "status")
    again = drill.run("backup", tmp_path / "b", "--json")["backup"]  # of a record in doubt
    drill.lose_the_database()
    drill.run("restore", again)
    drill.reopen(minutes=2)
    assert set(drill.verdicts().values()) == {UNKNOWN}
    name = world.body.name
    drill.run("checkpoint-key")
    close = ("close", tmp_path / "left", "--why", "it ends", "--confirm", name)
    assert "recovery status" in drill.run(*close, fails=True)  # its lists would be final
    drill.run("recovery", "accept", "--confirm", name)


def test_a_compromise_that_was_lost_is_declared_again(begin, tmp_path):
    """A list that is still about knows of it: nothing is accepted against what it says."""
    drill, path = begin()
    told = drill.run("keys", "list", "--json")
    kid = next(each["kid"] for each in told if each["purpose"] == "credential")
    compromise = ("keys", "compromise", kid, "--why", "stolen", "--later")
    drill.run(*compromise)
    world = drill.reopen()
    saved = tmp_path / "list"
    saved.write_text(world.publisher.serve(f"{world.body.url}/s/1"))
    drill.lose_the_database()
    drill.lose_the_journal()
    drill.run("restore", path, "--journal-lost")
    accept = ("recovery", "accept", "--lists", saved, "--confirm", world.body.name)
    assert f"keys compromise {kid}" in drill.run(*accept, fails=True)
    assert "2 status lists cannot be signed" in drill.run(*compromise)
    assert drill.run(*accept).startswith("1 doubt is settled; 1 certificate is withdrawn")


def test_an_old_copy_that_went_on_is_not_whole(begin, tmp_path):
    """It has as many events as the journal, and not the one that withdrew."""
    drill, path = begin()
    drill.lose_the_database()
    url = drill.settings.database_url
    bring_back(read_backup(tmp_path / path), url)
    put_in_place(url)
    world = drill.reopen()
    world.database.journal = None  # a sign-in is not waited for
    with world.database.writing() as unit:
        unit.events.append([Event(world.clock(), EventKind.OFFICER_SIGNED_IN, "o", "o")])
    refused = drill.run("recovery", "replay", fails=True)
    assert "is another" in refused
    drill.reopen()
    assert set(drill.verdicts().values()) == {UNKNOWN}


def test_a_restore_that_broke_off_is_an_old_copy(begin, tmp_path, postgres_url):
    """PostgreSQL has it in place at once: whoever starts a server then is told so."""
    drill, path = begin(postgres_url)
    drill.lose_the_database()
    drill.lose_the_journal()
    bring_back(read_backup(tmp_path / path), postgres_url)
    drill.reopen()
    assert set(drill.verdicts().values()) == {UNKNOWN}


def test_a_last_line_that_is_another_is_not_left_out(begin):
    """It was acknowledged; only half a line was not."""
    drill, path = begin()
    drill.lose_the_database()
    file = JournalFolder(drill.settings.journal_folder).segments()[-1]
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"#" + content[-19:])
    assert drill.run("restore", path, fails=True).startswith("journal_damaged")
    file.write_bytes(content)
    drill.run("restore", path)
    drill.reopen()
    assert drill.verdicts() == drill.expected


def test_a_backup_made_elsewhere_takes_nothing_from_the_daily_ones(begin, tmp_path, monkeypatch):
    """The journal goes on to follow the oldest backup in the folder that is set."""
    monkeypatch.setenv("PROBATUM_BACKUP_DIR", str(tmp_path / "b"))
    drill, path = begin()
    drill.run("backup", tmp_path / "stick")
    drill.lose_the_database()
    drill.run("restore", path)
    drill.reopen()
    assert drill.verdicts() == drill.expected


def test_checkpoints_are_asked_also_where_the_journal_is_gone(begin, tmp_path, monkeypatch):
    """An old copy, and a disk with the journal that is not there: what is kept elsewhere tells."""
    monkeypatch.setenv("PROBATUM_CHECKPOINT_DIR", str(tmp_path / "checkpoints"))
    drill, path = begin()
    drill.run("checkpoint-key")
    drill.run("checkpoint")
    drill.lose_the_database()
    drill.lose_the_journal()
    url = drill.settings.database_url
    bring_back(read_backup(tmp_path / path), url)
    put_in_place(url)
    drill.reopen()
    assert set(drill.verdicts().values()) == {UNKNOWN}


def test_a_damaged_journal_takes_nothing_down(begin):
    """Checks go on, what is done is not acknowledged, and a new journal is begun by command."""
    drill, _ = begin()
    number, _ = drill.issue("B", 2)
    file = JournalFolder(drill.settings.journal_folder).segments()[-1]
    content = file.read_bytes()
    place = content.index(b"\n") + 200
    file.write_bytes(content[:place] + b"#" + content[place + 1 :])
    drill.reopen()
    assert drill.verdicts() == drill.expected
    with pytest.raises(JournalDamagedError):
        drill.act(Act.REVOKE, number, "licence-lost", Reason.REVOKED)
    drill.expected[number] = Reason.REVOKED  # it counts, and is not acknowledged
    drill.run("journal", "begin")
    drill.reopen()
    drill.issue("C", 1)
    assert drill.verdicts() == drill.expected
    assert file.parent.with_name(f"{file.parent.name}-1").exists()
