"""Backups: a folder each, which has its name only when all of it is whole and on the disk."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from issuer.recovery.errors import ArchiveError
from issuer.recovery.manifest import Manifest, parse_manifest

RECORD, MANIFEST, KEYS = "record.sqlite3", "manifest.json", "keys"
_BACKUP, _UNFINISHED = "backup-", ".unfinished-"
_SUFFIXES = ("", *(f"-{n}" for n in range(2, 10)))  # in the order of the alphabet, too
_CHUNK = 2**22  # bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a copy of the record is about."""

    url: str
    record: str
    engine: str
    revision: str
    events: int
    head: str
    rows: Mapping[str, int]
    journal: bool


class Snapshots(Protocol):
    """Copies the record as it is at one moment, while others go on."""

    def take(self, file: Path) -> Snapshot:
        """Write the copy, a SQLite database, to a new file."""
        ...


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup."""

    path: Path
    manifest: Manifest

    @property
    def file(self) -> Path:
        """Return its copy of the record."""
        return self.path / RECORD


def make_backup(
    snapshots: Snapshots, folder: Path, *, at: datetime, keys: Mapping[str, bytes] | None = None
) -> Backup:
    """Make a backup in `folder`, durably; what breaks off is never taken for whole.

    `keys` are sealed key files by name, to be kept beside it. `at` is the moment before the copy.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{stamp}-", dir=folder))
    with contextlib.ExitStack() as undone:
        undone.callback(shutil.rmtree, place, ignore_errors=True)
        taken = snapshots.take(place / RECORD)
        file = copy_hashed(place / RECORD, None)
        for name, content in (keys or {}).items():
            _write(place / KEYS / name, content)
        manifest = _manifest(taken, at, file, with_keys=keys is not None)
        _write(place / MANIFEST, manifest.to_bytes())
        sync(place / RECORD)
        sync(place)
        made = _named(place, f"{_BACKUP}{stamp}")
        undone.pop_all()
    sync(folder)
    return Backup(made, manifest)


def _named(place: Path, name: str) -> Path:
    """Give a whole backup its name; of two in one second, the later has a number behind it."""
    for suffix in _SUFFIXES:
        try:
            return place.rename(place.with_name(f"{name}{suffix}"))
        except OSError as exc:
            if exc.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
    raise ArchiveError(f"there are too many backups of this second: {name}")


def _manifest(taken: Snapshot, at: datetime, file: tuple[int, str], *, with_keys: bool) -> Manifest:
    size, digest = file
    return Manifest(
        made=at,
        url=taken.url,
        record=taken.record,
        engine=taken.engine,
        revision=taken.revision,
        events=taken.events,
        head=taken.head,
        rows=taken.rows,
        size=size,
        sha256=digest,
        journal=taken.journal,
        keys=with_keys,
    )


def read_backup(path: Path) -> Backup:
    """Return the backup at `path`, or raise `ArchiveError`; its file is not looked at yet."""
    if not (path / MANIFEST).is_file() or path.name.startswith(_UNFINISHED):
        raise ArchiveError(f"{path} is no whole backup: there is no {MANIFEST} in it")
    manifest = parse_manifest((path / MANIFEST).read_bytes())
    file = path / RECORD
    if not file.is_file() or file.stat().st_size != manifest.size:
        raise ArchiveError(f"{file} is not as long as {MANIFEST} says: the backup is not whole")
    return Backup(path, manifest)


def backups_in(folder: Path) -> list[Backup]:
    """Return the whole backups in `folder`, the oldest first."""
    return [read_backup(path) for path in sorted(folder.glob(f"{_BACKUP}*")) if path.is_dir()]


def forget_old(folder: Path, keep: int) -> list[Backup]:
    """Delete all but the newest `keep` backups, and what broke off; return those that are kept."""
    found = backups_in(folder)
    for old in found[:-keep]:
        (old.path / MANIFEST).unlink()  # first: from here on it is none
        shutil.rmtree(old.path)
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    return found[-keep:]


def copy_hashed(source: Path, target: Path | None) -> tuple[int, str]:
    """Copy a file, or only read it; return its size and SHA-256."""
    hasher, size = hashlib.sha256(), 0
    with source.open("rb") as read:
        if target is None:
            while chunk := read.read(_CHUNK):
                hasher.update(chunk)
                size += len(chunk)
            return size, hasher.hexdigest()
        target.touch(mode=0o600)
        with target.open("wb") as written:
            while chunk := read.read(_CHUNK):
                hasher.update(chunk)
                size += written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
    return size, hasher.hexdigest()


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    sync(path)
