"""The program's own source, as tests look at it: files, modules, and what each imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("keys", "verifier", "issuer")
OURS = {*PACKAGES, "wsgi"}
FILES = sorted(
    [ROOT / "wsgi.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))]
)
MIGRATIONS = sorted((ROOT / "migrations").rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    """Return a file's path from the top, as in `verifier/verify.py`."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """Return the module that a file holds, as in `verifier.verify`."""
    return name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module(path): path for path in FILES}


def imports(path: Path) -> Iterator[str]:
    """Yield every module imported anywhere in a file; of our packages the submodule named."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def top(imported: str) -> str:
    """Return the library or package that a module belongs to."""
    return imported.partition(".")[0]


def lives_in(path: Path, homes: tuple[str, ...]) -> bool:
    """Tell whether a file is one of `homes`, or in one of them that is a folder."""
    return any(name(path) == home or name(path).startswith(home) for home in homes)
