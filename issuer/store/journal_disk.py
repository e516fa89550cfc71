"""Bytes that are on the disk when a function returns, and a file that one process holds."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from issuer.errors import StorageUnavailableError


def write_at(file: Path, size: int, line: bytes) -> None:
    """Make `line` durable at byte `size` of a file; what stood there was never acknowledged."""
    descriptor = -1
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(descriptor, size)
        os.lseek(descriptor, size, os.SEEK_SET)
        left = memoryview(line)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except OSError as exc:
        _take_back(descriptor, size)  # what may not be on the disk must be written again
        raise StorageUnavailableError(f"the journal cannot be written: {exc.strerror}") from exc
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _take_back(descriptor: int, size: int) -> None:
    with suppress(OSError):
        os.ftruncate(descriptor, size)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def wait_for_lock(descriptor: int, patience: float) -> None:
    """Hold an open file, alone, until it is closed; wait `patience` seconds at most."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            if time.monotonic() > until:
                raise StorageUnavailableError("the journal is held by another process") from exc
            time.sleep(0.001)
        else:
            return
