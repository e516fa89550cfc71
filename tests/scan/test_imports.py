"""Who imports which library: the reader's side must not load what only its children need."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {
    "zxingcpp": "codes.py",
    "pypdfium2": "pages.py",
    "pikepdf": "attachment.py",
    "PIL": "picture.py",
}


@pytest.mark.parametrize("module", ["text", "pool", "found", "answer", "worker"])
def test_the_readers_side_loads_no_library(module):
    """Importing it in a fresh interpreter leaves the four libraries where they are."""
    program = f"import sys, verifier.scan.{module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {name.partition(".")[0] for name in done.stdout.split()} & set(LIBRARIES)


@pytest.mark.parametrize(("library", "file"), LIBRARIES.items())
def test_a_library_is_imported_in_one_file(library, file):
    """Whoever replaces a library changes one file."""
    importing = {
        path.name
        for path in (ROOT / "verifier" / "scan").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if name.partition(".")[0] == library
    }
    assert importing == {file}
