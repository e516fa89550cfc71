"""The shape of the code: who may import whom, and what stays pure.

A rule that makes the code worse is changed here, in the commit that needs it, which says why.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.source import (
    FILES,
    MODULES,
    OURS,
    ROOT,
    imports,
    lives_in,
    module,
    name,
    top,
    tree,
)

BELOW = {"keys": set(), "verifier": {"keys"}, "issuer": {"keys", "verifier"}}

# Which of our subjects a subject of the issuer may know. Everyone may know its errors.
SUBJECTS = {
    "certification": set(),
    "evidence": set(),
    "accounts": {"evidence", "notify"},
    "body": {"certification", "evidence"},
    "credentials": {"body", "certification", "evidence"},
    "intake": {"body", "certification", "credentials", "evidence"},
    "candidates": {"body", "certification", "credentials", "evidence", "intake"},
    "certificate": {"body", "certification", "credentials"},
    "complaints": {
        "accounts",
        "candidates",
        "certification",
        "credentials",
        "evidence",
        "notify",
    },
    "notify": {"body", "certification", "credentials"},
    "recertification": {
        "body",
        "candidates",
        "certification",
        "credentials",
        "evidence",
        "holder",
        "notify",
    },
    "requests": {"body", "candidates", "certification", "credentials", "evidence", "intake"},
    "archive": {"body", "certificate", "credentials", "evidence", "privacy"},
    "closing": {"body", "credentials", "evidence", "prior", "requests"},
    "prior": {"body", "candidates", "certification", "credentials", "evidence", "intake"},
    "privacy": {"body", "candidates", "certification", "credentials", "evidence"},
    "recovery": {"body", "credentials", "evidence"},
    "statistics": {"body", "certification"},
    "holder": {"certification", "credentials", "evidence", "notify"},
    "custody": {"body", "credentials", "evidence", "requests"},
    "duties": {
        "accounts",
        "recertification",
        "notify",
        "privacy",
        "requests",
        "body",
        "candidates",
        "complaints",
        "certification",
        "credentials",
        "evidence",
        "intake",
    },
    "store": {
        "accounts",
        "body",
        "candidates",
        "certification",
        "closing",
        "complaints",
        "credentials",
        "custody",
        "evidence",
        "holder",
        "intake",
        "notify",
        "prior",
        "privacy",
        "recertification",
        "recovery",
        "requests",
        "statistics",
    },
}
UPPER = {"web", "cli", "wiring", "settings"}  # these put the others together

PURE = (
    "keys/",
    "verifier/credential.py",
    "verifier/credential_type.py",
    "verifier/earlier.py",
    "verifier/history.py",
    "verifier/judge_day.py",
    "verifier/findings.py",
    "verifier/fingerprint.py",
    "verifier/jws.py",
    "verifier/ledger.py",
    "verifier/malformed.py",
    "verifier/number.py",
    "verifier/on_day.py",
    "verifier/roster/",
    "verifier/spreadsheet.py",
    "verifier/status_list.py",
    "verifier/status_lists.py",
    "verifier/status_token.py",
    "verifier/strict_json.py",
    "verifier/trust.py",
    "verifier/trust_change.py",
    "verifier/trust_file.py",
    "verifier/type_metadata.py",
    "verifier/verdict.py",
    "verifier/verify.py",
    "issuer/certification/",
    "issuer/credentials/",
    "issuer/evidence/",
    "issuer/notify/letter.py",
    "issuer/notify/message.py",
    "issuer/notify/pasted.py",
    "issuer/notify/ports.py",
    "issuer/notify/schedule.py",
    "issuer/notify/watch.py",
    "issuer/notify/watch_lists.py",
)
IMPURE = {
    "alembic",
    "asyncio",
    "click",
    "flask",
    "http",
    "multiprocessing",
    "psycopg",
    "random",
    "rich",
    "smtplib",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "sqlmodel",
    "subprocess",
    "time",
    "urllib",
    "werkzeug",
}

CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "gmtime"),
    ("time", "localtime"),
    ("time", "time"),
    ("time", "time_ns"),
}


def test_there_is_something_to_look_at():
    """Every package was found, and its files with it."""
    assert {top(imported) for imported in MODULES} == OURS
    assert len(FILES) > 50


def test_imports_point_one_way():
    """issuer -> verifier -> keys, and nobody imports wsgi."""
    wrong = [
        f"{name(path)}: {imported}"
        for path in FILES
        for imported in imports(path)
        if top(imported) in OURS
        if name(path) != "wsgi.py"
        if top(imported) not in {top(module(path)), *BELOW[top(module(path))]}
    ]
    assert wrong == []


def test_no_import_is_relative():
    """Every import says from where, from the top."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert wrong == []


def test_no_module_imports_itself_in_a_circle():
    """The graph of all modules has an order."""
    graph = {
        module(path): {imported for imported in imports(path) if imported in MODULES}
        for path in FILES
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as exc:
        pytest.fail(" -> ".join(exc.args[1]))
    assert len(order) == len(FILES)


def _subjects():
    """Return the folders of the issuer, each a subject."""
    return {path.name for path in (ROOT / "issuer").iterdir() if list(path.glob("*.py"))}


def test_subjects_of_the_issuer_know_only_those_below():
    """Certification knows no credential, credentials no database, nobody but the edge the web."""
    wrong = sorted(_subjects() - {*SUBJECTS, *UPPER})
    for path in FILES:
        package, _, rest = name(path).removesuffix(".py").partition("/")
        subject = rest.partition("/")[0]
        if package != "issuer" or subject in {*UPPER, "errors", "__init__"}:
            continue
        allowed = {subject, "errors", *SUBJECTS.get(subject, ())}
        wrong += [
            f"{name(path)}: {imported}"
            for imported in imports(path)
            if imported.startswith("issuer.") and imported.split(".")[1] not in allowed
        ]
    assert wrong == []


def test_pure_parts_are_pure():
    """Rules and format know no web, database, network, terminal, process or clock."""
    wrong = [
        f"{name(path)}: {imported}"
        for path in FILES
        if lives_in(path, PURE)
        for imported in imports(path)
        if top(imported) in IMPURE
    ]
    assert wrong == []


def test_the_table_of_pure_files_is_true():
    """Every entry of the table names something that is there."""
    assert [entry for entry in PURE if not (ROOT / entry).exists()] == []


def test_only_the_clock_tells_the_time():
    """`now` is asked for in one file; everybody else is told."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        if name(path) != "verifier/clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (getattr(node.func.value, "id", getattr(node.func.value, "attr", "")), node.func.attr)
        in CLOCKS
    ]
    assert wrong == []


def test_the_verifier_stands_alone():
    """With every module of the verifier loaded, nothing of issuer or database is in the process."""
    ours = sorted(found for found in MODULES if top(found) in {"verifier", "keys"})
    code = (
        f"import sys\nfor name in {ours!r}: __import__(name)\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules} & "
        "{'issuer', 'sqlalchemy', 'sqlmodel', 'alembic', 'qrcode', 'psycopg'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
