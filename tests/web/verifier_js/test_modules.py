"""The browser's verification as files: small, without a library, and fit to stand in one script."""

from __future__ import annotations

import gzip
import re
from collections import Counter

from tests.web.verifier_js.asking import MODULES

MOST = 6 * 1024  # bytes of all modules, compressed
CODE = {path.name: re.sub(r"//.*", "", path.read_text()) for path in sorted(MODULES.glob("*.js"))}
FORBIDDEN = (
    r"\b(eval|Function|innerHTML|document|window|fetch|import\(|require|Date|localStorage)\b"
)


def test_they_are_small() -> None:
    """A phone loads them before the first verdict: at most 6 KB compressed, comments aside."""
    code = re.sub(r"\n\s*\n", "\n", "\n".join(CODE.values()))
    assert 2_000 < len(gzip.compress(code.encode(), 9)) <= MOST


def test_they_import_only_each_other() -> None:
    """There is no library."""
    for name, code in CODE.items():
        imported = re.findall(r'from "([^"]*)"', code)
        assert len(imported) == len(re.findall(r"\bimport\b", code)), name
        assert set(imported) <= {f"./{module}" for module in CODE}, name


def test_they_only_calculate() -> None:
    """Nothing is evaluated, fetched, kept or written into a page, and no clock is asked."""
    assert [name for name, code in CODE.items() if re.search(FORBIDDEN, code)] == []


def test_no_name_stands_twice() -> None:
    """Whoever puts them into one script, in the order of their imports, has no clash of names."""
    top = r"^(?:export )?(?:async )?(?:const|function|class|let) (\w+)"
    names = Counter(
        name for code in CODE.values() for name in re.findall(top, code, flags=re.MULTILINE)
    )
    assert len(names) > 40
    assert [name for name, count in names.items() if count > 1] == []
