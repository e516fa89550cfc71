"""A line of the journal: the hash of the line before it and of what it says, and what it says."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from issuer.recovery.errors import JournalDamagedError

_HEX = 64
_BYTES = "$"  # of the one member of a JSON object that stands for bytes


def make_line(before: bytes, value: dict[str, Any]) -> bytes:
    """Return the line that says `value` (JSON, and bytes) behind a line with the hash `before`."""
    said = _serialize(value).encode()
    return b"%s %s\n" % (hashlib.sha256(before + said).hexdigest().encode(), said)


def value_of(line: bytes) -> dict[str, Any]:
    """Return what a whole line says."""
    value: dict[str, Any] = json.loads(line[_HEX + 1 :], object_hook=_read_bytes)
    return value


def hash_of(line: bytes) -> bytes:
    """Return the hash of a whole line."""
    return bytes.fromhex(line[:_HEX].decode())


def read_values(file: Path, *, is_last: bool) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield the hash and the value of each line of a segment.

    Raise `JournalDamagedError` where one is not whole. At the very end of the last segment half a
    line is what a crash left, and no line; one that has its end was whole, and is another now.
    """
    before = b""
    with file.open("rb") as lines:
        for line in lines:
            if not is_whole(before, line):
                if is_last and not line.endswith(b"\n"):
                    return  # torn, and never acknowledged
                raise JournalDamagedError(f"{file.name} is not what was written")
            before = hash_of(line)
            yield before, value_of(line)


def is_whole(before: bytes, line: bytes) -> bool:
    """Tell whether a line is what was written, behind the line with the hash `before`."""
    if not line.endswith(b"\n") or line[_HEX : _HEX + 1] != b" ":
        return False
    said = line[_HEX + 1 : -1]
    return line[:_HEX] == hashlib.sha256(before + said).hexdigest().encode()


def _bytes_told(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"a journal has no place for {type(value).__name__}")
    return {_BYTES: base64.b64encode(value).decode()}


def _read_bytes(value: dict[str, Any]) -> Any:
    return base64.b64decode(value[_BYTES]) if _BYTES in value else value


_serialize = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_bytes_told).encode
