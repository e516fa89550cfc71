"""A new folder of files for their owner alone, each with its digest for the manifest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True, slots=True)
class NewFolder:
    """Writes files below `path`, which is made; `digests` are SHA-256 in hex, by name."""

    path: Path
    digests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make it; `FileExistsError` where there is something already."""
        self.path.mkdir(mode=0o700, parents=True)

    def put(self, name: str, data: bytes) -> None:
        """Write one file."""
        (self.path / name).parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(self._open(name), "wb") as file:
            file.write(data)
        self.digests[name] = hashlib.sha256(data).hexdigest()

    @contextmanager
    def writing(self, name: str) -> Iterator[TextIO]:
        """Give a file to write line by line; its digest is known when it is whole."""
        with os.fdopen(self._open(name), "w", encoding="utf-8", newline="") as file:
            yield file
        with (self.path / name).open("rb") as written:
            self.digests[name] = hashlib.file_digest(written, "sha256").hexdigest()

    def _open(self, name: str) -> int:
        return os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
