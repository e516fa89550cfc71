"""Many small modules in one script, so that a phone asks once and the page needs no module."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

_IMPORT = re.compile(r'^import\s[^;]*?from\s+"(?P<where>[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*)?\n", re.MULTILINE)  # and lines with nothing in them
_LEFT = re.compile(r"^\s*(?:import|export)\b", re.MULTILINE)


def one_script(entry: Path) -> bytes:
    """Return `entry` and all that it imports as one classic script, in the order of need.

    No name may stand at the top of two of them. Raise `ValueError` for an import or export that
    is spelled in another way than ours.
    """
    needs: dict[Path, set[Path]] = {}
    _read(entry.resolve(), needs)
    parts = [_bare(path) for path in TopologicalSorter(needs).static_order()]
    return ('(() => {\n"use strict";\n' + "".join(parts) + "})();\n").encode()


def _read(path: Path, needs: dict[Path, set[Path]]) -> None:
    found = _IMPORT.finditer(path.read_text("utf-8"))
    needs[path] = {(path.parent / match["where"]).resolve() for match in found}
    for other in sorted(needs[path] - needs.keys()):
        _read(other, needs)


def _bare(path: Path) -> str:
    text = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", path.read_text("utf-8"))))
    if _LEFT.search(text):
        raise ValueError(f"{path.name}: an import or export of another kind")
    return text
