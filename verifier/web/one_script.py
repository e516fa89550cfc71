"""Many small modules in one script, so that a phone asks once and the page needs no module."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

from verifier.web.squeeze import squeeze

_IMPORT = re.compile(r'^import\s[^;]*?from\s+"(?P<where>[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b", re.MULTILINE)
_NAME = re.compile(r"^(?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)


def one_script(entry: Path) -> bytes:
    """Return `entry` and all that it imports as one small classic script, in the order of need.

    Raise `ValueError` for a name at the top of two of them, and for an import or export that is
    spelled in another way than ours.
    """
    needs: dict[Path, set[Path]] = {}
    _read(entry.resolve(), needs)
    text = "".join(_bare(path) for path in TopologicalSorter(needs).static_order())
    names = _NAME.findall(text)
    if len(names) != len(set(names)):
        raise ValueError("a name stands twice")
    return squeeze(f'(() => {{\n"use strict";\n{text}}})();\n', names).encode()


def _read(path: Path, needs: dict[Path, set[Path]]) -> None:
    found = _IMPORT.finditer(path.read_text("utf-8"))
    needs[path] = {(path.parent / match["where"]).resolve() for match in found}
    for other in sorted(needs[path] - needs.keys()):
        _read(other, needs)


def _bare(path: Path) -> str:
    text = _EXPORT.sub("", _IMPORT.sub("", path.read_text("utf-8")))
    if _LEFT.search(text):
        raise ValueError(f"{path.name}: an import or export of another kind")
    return text
