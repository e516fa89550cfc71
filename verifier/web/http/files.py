"""Files that pages load: read once, addressed by digest, kept by browsers for a year."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from flask import Response, request

_YEAR = "public, max-age=31536000, immutable"
_MINUTES = "public, max-age=300"


class Files:
    """Some files of one folder, served under one path. Whatever is not named is not served."""

    def __init__(
        self,
        folder: Path,
        path: str,
        kinds: dict[str, str],
        made: Mapping[str, bytes] | None = None,
    ) -> None:
        """Read those in `kinds`, a media type for each name; `path` ends with a slash.

        Those in `made` are served as they are given, and not read.
        """
        self._path = path
        self._kinds = kinds
        given = made or {}
        self._contents = {name: given.get(name) or (folder / name).read_bytes() for name in kinds}

    @property
    def rule(self) -> str:
        """Return the route of all of them."""
        names = ", ".join(f"'{name}'" for name in self._kinds)
        return f"{self._path}<any({names}):name>"

    def address(self, name: str) -> str:
        """Return the address of a file, which changes when the file does."""
        return f"{self._path}{name}?v={self._digest(name)}"

    def answer(self, name: str) -> Response:
        """Return the file; asked for by its present digest it may be kept for a year."""
        response = Response(self._contents[name], mimetype=self._kinds[name])
        current = request.args.get("v") == self._digest(name)
        response.headers["Cache-Control"] = _YEAR if current else _MINUTES
        return response

    def _digest(self, name: str) -> str:
        return hashlib.sha256(self._contents[name]).hexdigest()[:12]
