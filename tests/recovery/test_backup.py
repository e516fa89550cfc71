"""Backups: whole or none, the newest kept, without keys; and what erasing means for them."""

from __future__ import annotations

import json
import shutil
import stat

import pytest

from issuer.errors import StorageUnavailableError
from issuer.recovery.backup import backups_in, make_backup, read_backup
from issuer.recovery.errors import ArchiveError
from issuer.store.snapshot import SqlSnapshots
from tests.faults.sites import make_home
from tests.recovery.drill import Drill
from tests.store.making import AT


@pytest.fixture
def drill(tmp_path, monkeypatch):
    """Return a body on SQLite."""
    monkeypatch.setenv("PROBATUM_CHECKPOINT_DIR", str(tmp_path / "checkpoints"))
    made = Drill.begin(make_home(tmp_path / "home"), tmp_path / "checkpoints")
    made.issue("A", 3)
    yield made
    made.world.database.dispose()


class Broken:
    """Copies half of a record, and fails."""

    def take(self, file):
        """Write some, and no more."""
        file.write_bytes(b"half")
        raise StorageUnavailableError("the disk is full")


def test_what_broke_off_is_never_taken_for_whole(tmp_path):
    """A failed backup leaves nothing; one that was killed has no name, and is no backup."""
    with pytest.raises(StorageUnavailableError):
        make_backup(Broken(), tmp_path, at=AT)
    assert list(tmp_path.iterdir()) == []
    left = tmp_path / ".unfinished-20261120T120000Z-1"
    left.mkdir()
    left.joinpath("record.sqlite3").write_bytes(b"half")
    assert backups_in(tmp_path) == []
    with pytest.raises(ArchiveError, match=r"no manifest\.json"):
        read_backup(left)


def test_two_in_one_second_are_two(drill, tmp_path):
    """The later has a number behind it, and is the newer one of the two."""
    snapshots = SqlSnapshots(drill.world.database)
    made = [make_backup(snapshots, tmp_path / "b", at=AT) for _ in range(3)]
    names = [each.path.name for each in made]
    assert names == ["backup-20261120T120000Z" + suffix for suffix in ("", "-2", "-3")]
    assert [each.path.name for each in backups_in(tmp_path / "b")] == names


@pytest.mark.parametrize("wrong", [{"events": "7"}, {"size": None}, {"made": "2026-11-21"}])
def test_a_manifest_of_other_values_is_refused(drill, tmp_path, wrong):
    """Whoever wrote it, it was not we."""
    drill.run("backup", tmp_path / "b")
    (made,) = backups_in(tmp_path / "b")
    file = made.path / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | wrong))
    with pytest.raises(ArchiveError, match="not as it was written"):
        read_backup(made.path)


def test_changed_or_cut_short_it_is_refused(drill, tmp_path):
    """A byte that is another one, or a byte less, is found before anything is put in place."""
    path = drill.run("backup", tmp_path / "b", "--json")["backup"]
    drill.lose_the_database()
    file = tmp_path / "b" / path.rpartition("/")[2] / "record.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    content = file.read_bytes()
    for wrong in (content[:-1], content[:5000] + b"x" + content[5001:]):
        file.write_bytes(wrong)
        assert drill.run("restore", path, fails=True).startswith("archive_refused")
        assert not drill.settings.home.joinpath("probatum.sqlite3").exists()
    file.write_bytes(content)
    drill.run("restore", path)
    drill.reopen()
    assert drill.verdicts() == drill.expected


def test_the_newest_are_kept(drill, tmp_path):
    """Old backups go, and with them the parts of the journal that only they needed."""
    folder = tmp_path / "b"
    drill.run("backup", folder)
    first = backups_in(folder)[0]
    older = folder / "backup-20200101T000000Z"
    shutil.copytree(first.path, older)
    manifest = json.loads((older / "manifest.json").read_text())
    (older / "manifest.json").write_text(json.dumps(manifest | {"events": 0}))
    first.path.rename(first.path.with_name("backup-20210101T000000Z"))
    segments = len(drill.world.database.journal.folder.segments())
    drill.issue("B", 2)
    done = drill.run("backup", folder, "--keep", "1", "--json")
    assert done["kept"] == 1
    assert [str(each.path) for each in backups_in(folder)] == [done["backup"]]
    assert len(drill.world.database.journal.folder.segments()) == 1 <= segments


def test_private_keys_are_not_in_it_unless_sealed(drill, tmp_path):
    """A backup that anybody could sign with is refused."""
    path = drill.run("backup", tmp_path / "b", "--json")["backup"]
    found = {p.name for p in (tmp_path / "b" / path).rglob("*")}
    assert found == {"record.sqlite3", "manifest.json"}
    refused = drill.run("backup", tmp_path / "c", "--with-keys", fails=True)
    assert refused.startswith("wrong_setting")
    assert "sealed" in refused


def test_an_erased_person_stays_erased(drill, tmp_path):
    """Replaying the journal over an older backup takes the person away again, salts and all."""
    path = drill.run("backup", tmp_path / "b", "--json")["backup"]
    work, at = drill.world.erasures, drill.world.clock()
    with drill.world.database.reading() as unit:
        certificate = unit.certificates.find([*drill.tokens])[min(drill.tokens)]
    person = certificate.holder.reference
    asked = work.ask(person, why="a letter", actor="one", at=at)
    withdrawn = work.approve(asked.id, actor="another", at=at)
    assert certificate.number in withdrawn
    drill.lose_the_database()
    drill.run("restore", path)
    world = drill.reopen()
    with world.database.reading() as unit:
        assert unit.certificates.find([certificate.number])[certificate.number].holder.name == ""
        assert unit.personal_data.trace(person) is None
        assert unit.credentials.of([certificate.number])[certificate.number][0].token is None
    drill.is_sound()
