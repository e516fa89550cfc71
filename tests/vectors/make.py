"""Writes the vectors, always the same bytes: `python -m tests.vectors.make` (`--check` compares).

Keys and signatures are deterministic, so a vector changes only where the format does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.vectors.case import Case, to_json
from tests.vectors.claims import wrong_claims
from tests.vectors.forged import forged
from tests.vectors.genuine import genuine
from tests.vectors.lists import wrong_lists
from tests.vectors.stolen import stolen

FOLDER = Path(__file__).parent


def made() -> Iterator[tuple[Path, str]]:
    """Yield every vector's path and text."""
    for folder, cases in {
        "accepted": [*genuine()],
        "refused": [*forged(), *stolen(), *wrong_claims(), *wrong_lists()],
    }.items():
        names = [name for name, _ in cases]
        if len(set(names)) != len(names):
            raise ValueError(f"two vectors of {folder} have one name")
        for name, case in cases:
            yield FOLDER / folder / f"{name}.json", _text(name, case)


def differences() -> list[str]:
    """Return what is wrong with the committed vectors, in words; nothing if all is well."""
    expected = dict(made())
    found = {path for folder in ("accepted", "refused") for path in (FOLDER / folder).iterdir()}
    wrong = [f"{path.name} is not made by make.py" for path in found - set(expected)]
    for path, text in expected.items():
        if path not in found:
            wrong.append(f"{path.name} is missing")
        elif path.read_text() != text:
            wrong.append(f"{path.name} is not as make.py writes it")
    return sorted(wrong)


def _text(name: str, case: Case) -> str:
    document = to_json(name, case)
    verdict = case.judge()
    if (verdict.reason, verdict.credential is not None) != (case.reason, case.is_shown):
        raise ValueError(f"{name}: expected {case.reason}, the verifier says {verdict.reason}")
    return json.dumps(document, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write all vectors, or with `--check` say what differs from those committed."""
    if arguments == ["--check"]:
        wrong = differences()
        sys.stdout.write("\n".join([*wrong, ""]))
        return 1 if wrong else 0
    for path, text in made():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
