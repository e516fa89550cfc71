"""Checkpoints in a folder away from the data directory: another disk, another machine's share.

    key.txt               the keys that sign, one verifier key a line
    hashes                the hash of every event so far, 32 bytes each
    000000000042.txt      the checkpoint at 42 events: a signed note

The notes alone show that the past was rewritten; with the hashes they show where it begins.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from issuer.errors import SettingsError
from issuer.evidence.note import NoteKey, read_note_key

HASH_SIZE = 32  # bytes
_KEYS = "key.txt"
HASHES = "hashes"
_NUMBER = "[0-9]" * 12
_NOTE = f"{_NUMBER}.txt"


@dataclass(frozen=True, slots=True)
class CheckpointFolder:
    """Implements `Shelf` in the folder at `path`. Nothing in it is changed, only added to.

    A symbolic link in it is refused: what is kept would stand, or be written, somewhere else.
    """

    path: Path

    def __post_init__(self) -> None:
        """Refuse links, before anything is read by them or written through them."""
        files = (self.path / _KEYS, self.path / HASHES, *self.path.glob(f"{_NUMBER}.*"))
        for file in (self.path, *files):
            if file.is_symlink():
                raise SettingsError(
                    f"{file} is a symbolic link: checkpoints are kept in the folder itself, so "
                    "that nobody leads them elsewhere. Name the folder, or put the file there"
                )

    def keys(self) -> list[NoteKey]:
        """Return the keys kept here; raise `NoteError` if a line is none."""
        file = self.path / _KEYS
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [read_note_key(line) for line in lines if line.strip()]

    def add_key(self, key: NoteKey) -> None:
        """Keep a key, unless it is here."""
        if key not in self.keys():
            _append(self.path / _KEYS, f"{key}\n".encode())

    def hashes(self) -> list[bytes]:
        """Return the hashes of the events that were seen here; half a one at the end is none."""
        file = self.path / HASHES
        raw = file.read_bytes() if file.exists() else b""
        whole = len(raw) - len(raw) % HASH_SIZE
        return [raw[place : place + HASH_SIZE] for place in range(0, whole, HASH_SIZE)]

    def notes(self) -> list[tuple[str, bytes]]:
        """Return name and bytes of every checkpoint, the shortest record first."""
        return [(path.name, path.read_bytes()) for path in sorted(self.path.glob(_NOTE))]

    def has(self, size: int) -> bool:
        """Tell whether a checkpoint at this size is kept."""
        return (self.path / _name(size)).exists()

    def add(self, size: int, note: str, hashes: Sequence[bytes]) -> Path:
        """Keep a checkpoint at `size`, and the hashes of all events up to it."""
        kept = len(self.hashes())
        _cut(self.path / HASHES, kept * HASH_SIZE)  # what a full disk left of one
        _append(self.path / HASHES, b"".join(hashes[kept:]))
        path = self.path / _name(size)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        _append(fresh, note.encode())
        fresh.rename(path)
        return path


def _name(size: int) -> str:
    return f"{size:012d}.txt"


def _cut(path: Path, size: int) -> None:
    if path.exists() and path.stat().st_size != size:
        os.truncate(path, size)


def _append(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o644), "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
