"""A journal beside the database: segments of lines that are only ever added to.

    record.json           whose record it is
    000000000001.journal  what follows event 0; the next segment is called by its own first event
    lock                  held by whoever adds

A line is the SHA-256, in hex, of the line before it and of what the line says (JSON). The first
line of a segment says after which event it begins; every other one has some events, and the rows
they are about. What a crash or a full disk left of a last line is cut off by whoever adds next.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from issuer.errors import StorageUnavailableError
from issuer.recovery.errors import JournalDamagedError, JournalForeignError
from issuer.store.journal_disk import sync_folder, wait_for_lock, write_at
from issuer.store.journal_lines import hash_of, is_whole, make_line, read_values, value_of

_RECORD, _LOCK = "record.json", "lock"
_SEGMENT = "[0-9]" * 12 + ".journal"
_LONGEST_SEGMENT = 64 * 2**20  # bytes; to find its end, a starting process reads one
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class End:
    """Where a journal ends: the last event in it, with its hash; and in which file, at which byte.

    `torn` is how many bytes behind that are no whole line.
    """

    seq: int
    event: bytes
    line: bytes
    file: Path
    size: int
    torn: int = 0


@dataclass(frozen=True, slots=True)
class JournalFolder:
    """The folder at `path`."""

    path: Path

    def is_there(self) -> bool:
        """Tell whether there is a journal; one whose beginning broke off is none."""
        file = self.path / _RECORD
        return file.exists() and file.stat().st_size > 0

    def begin(self, record: str, seq: int, event: bytes) -> None:
        """Begin a journal of `record` behind event `seq`, in a new folder or an empty one."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        header = {"format": _FORMAT, "after": seq, "event": event.hex(), "before": ""}
        write_at(self._segment(seq), 0, make_line(b"", header))
        write_at(self.path / _RECORD, 0, json.dumps({"record": record}).encode())
        sync_folder(self.path)

    def record(self) -> str:
        """Return what the record is known by: the hash of its first event."""
        try:
            return str(json.loads((self.path / _RECORD).read_bytes())["record"])
        except (OSError, ValueError, KeyError) as exc:
            raise StorageUnavailableError(f"there is no journal at {self.path}") from exc

    def require_record(self, record: str) -> None:
        """Raise `JournalForeignError` if it is the journal of another record."""
        if self.record() != record:
            raise JournalForeignError(
                f"the journal at {self.path} is one of another record: set PROBATUM_JOURNAL"
            )

    @contextmanager
    def locked(self, patience: float) -> Iterator[None]:
        """Hold the journal, alone among all processes; it is let go when the process dies."""
        if not self.is_there():
            raise StorageUnavailableError(f"there is no journal at {self.path}")
        descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            wait_for_lock(descriptor, patience)
            yield
        finally:
            os.close(descriptor)

    def end(self, known: End | None = None) -> End:
        """Return where it ends; `known` is an end seen earlier, behind which alone is read.

        To be asked by who holds it: a segment that was never begun is taken away.
        """
        for file in reversed(self.segments()):
            size = file.stat().st_size
            if known is not None and known.file == file and size >= known.size:
                return known if known.size == size else _read_on(file, known)
            found = _read_on(file, None)
            if found.line:
                return found
            file.unlink()
        raise StorageUnavailableError(f"the journal at {self.path} has no segment")

    def add(self, end: End, batch: dict[str, Any]) -> End:
        """Add a line behind `end`, durably; raise `StorageUnavailableError` if it cannot be."""
        line = make_line(end.line, batch)
        if end.size + len(line) > _LONGEST_SEGMENT:
            end = self.cut(end)
            line = make_line(end.line, batch)
        write_at(end.file, end.size, line)
        made = replace(end, seq=batch["to"], event=bytes.fromhex(batch["event"]), torn=0)
        return replace(made, line=hash_of(line), size=end.size + len(line))

    def settle(self, end: End) -> None:
        """Make durable what another process wrote up to `end`: it may have died before it did."""
        descriptor = os.open(end.file, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        except OSError as exc:
            raise StorageUnavailableError(f"the journal cannot be kept: {exc.strerror}") from exc
        finally:
            os.close(descriptor)

    def cut(self, end: End) -> End:
        """Begin a new segment behind `end`, unless the newest has nothing in it."""
        file = self._segment(end.seq)
        if file == end.file:
            return end
        header = {"format": _FORMAT, "after": end.seq, "event": end.event.hex()}
        line = make_line(b"", header | {"before": end.line.hex()})
        write_at(file, 0, line)
        sync_folder(self.path)
        return End(end.seq, end.event, hash_of(line), file, len(line))

    def forget(self, seq: int) -> int:
        """Delete the segments that have nothing behind event `seq`; return how many."""
        files = self.segments()
        old = [file for file, later in pairwise(files) if _first(later) <= seq]
        for file in old:
            file.unlink()
        return len(old)

    def batches(self, after: int) -> Iterator[dict[str, Any]]:
        """Yield what it has of events behind `after`, in order.

        Raise `JournalDamagedError` where it is not whole; half a line at the very end is none.
        """
        files = self.segments()
        later = [*files[1:], None]
        wanted = [f for f, n in zip(files, later, strict=True) if n is None or _first(n) > after]
        before: bytes | None = None
        for file in wanted:
            for line, value in read_values(file, is_last=file == files[-1]):
                if "format" in value:
                    if before is not None and value["before"] != before.hex():
                        raise JournalDamagedError(f"a segment before {file.name} is not whole")
                elif value["to"] > after:
                    yield value
                before = line

    def first(self) -> int:
        """Return the number of the event behind which it begins."""
        return _first(self.segments()[0])

    def segments(self) -> list[Path]:
        """Return its files, the oldest first."""
        return sorted(self.path.glob(_SEGMENT))

    def _segment(self, seq: int) -> Path:
        return self.path / f"{seq:012d}.journal"


def _first(file: Path) -> int:
    return int(file.name.partition(".")[0])


def _read_on(file: Path, known: End | None) -> End:
    """Return the end of a segment, from `known` on or from its beginning."""
    found = known or End(0, b"", b"", file, 0)
    size, before, newest = found.size, found.line, b""
    with file.open("rb") as lines:
        lines.seek(size)
        for line in lines:
            if not is_whole(before, line):
                if lines.read(1):
                    raise JournalDamagedError(f"{file.name} is not what was written")
                break
            before, newest, size = hash_of(line), line, size + len(line)
        torn = file.stat().st_size - size
    found = replace(found, line=before, size=size, torn=torn)
    if not newest:
        return found
    value = value_of(newest)
    seq = value["to"] if "to" in value else value["after"]
    return replace(found, seq=seq, event=bytes.fromhex(value["event"]))
