"""How the code reads: short, named, documented, nothing swallowed, nothing left undone."""

from __future__ import annotations

import ast
import json
import re

import pytest

from tests.source import FILES, PACKAGES, ROOT, name, tree

MAX_FILE = 250  # lines; more has two subjects
MAX_FUNCTION = 40  # lines; conventions say about ten
MAX_BROAD = 2  # places where one worker must outlive one bad input
NAMELESS = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
UNDONE = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def test_files_and_functions_are_short():
    """A file has one subject, a function does one thing."""
    long = [f"{name(path)}: {len(path.read_text().splitlines())} lines" for path in FILES]
    wrong = [entry for entry in long if int(entry.split()[-2]) > MAX_FILE]
    wrong += [
        f"{name(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in FILES
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert wrong == []


def test_every_file_has_a_subject():
    """No module is called after the lack of one."""
    wrong = [
        name(path)
        for path in FILES
        if {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & NAMELESS
    ]
    assert wrong == []


def undocumented(node, prefix, *, methods):
    """Yield public classes and functions below `node` that have no docstring."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef) or child.name.startswith("_"):
            continue
        if not ast.get_docstring(child) and (methods or not isinstance(node, ast.ClassDef)):
            yield f"{prefix}:{child.lineno} {child.name}"
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, prefix, methods=methods)


def test_every_public_name_is_documented():
    """Modules, classes, functions and methods say what holds; a port's methods may go without."""
    wrong = [f"{name(path)}: module" for path in FILES if not ast.get_docstring(tree(path))]
    for path in FILES:
        wrong += undocumented(tree(path), name(path), methods=path.name != "ports.py")
    assert wrong == []


def is_broad(node):
    """Tell whether an except clause or a suppress() takes every error there is."""
    if isinstance(node, ast.ExceptHandler):
        caught = node.type
    elif isinstance(node, ast.Call) and "suppress" in ast.dump(node.func):
        caught = ast.Tuple(elts=node.args)
    else:
        return False
    names = {getattr(each, "id", "") for each in ast.walk(caught)} if caught else {"Exception"}
    return bool(names & {"Exception", "BaseException"})


def test_errors_are_caught_by_name():
    """At most twice in the whole program may everything be caught."""
    broad = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if is_broad(node)
    ]
    assert len(broad) <= MAX_BROAD, broad


def test_nothing_is_left_undone_in_a_comment():
    """What is missing is an issue, not a mark in the code."""
    texts = [
        path
        for folder in (*PACKAGES, "templates", "migrations", "tests", "bench")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".typ", ".js", ".mjs", ".css", ".mako", ".toml"}
        if "node_modules" not in path.parts
    ]
    wrong = [
        f"{name(path)}:{number}"
        for path in texts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNDONE.search(line)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.lock",
        "requirements-hsm.lock",
        "requirements-dev.lock",
        "tests/interop/package-lock.json",
    ],
)
def test_lock_files_pin_hashes_and_name_no_host(lock):
    """What is installed is known by its hash, from wherever a machine gets its packages."""
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    if lock.endswith(".json"):
        packages = json.loads(text)["packages"]
        assert all("integrity" in package for where, package in packages.items() if where)
    else:
        pinned = re.findall(r"^[a-z0-9_.\[\]-]+==", text, re.MULTILINE | re.IGNORECASE)
        hashed = re.findall(r"==[^\n]*\\\n\s+--hash=sha256:", text)
        assert len(pinned) == len(hashed) > 10
