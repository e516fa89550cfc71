"""A real body in a temporary directory, as `probatum init` makes it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from issuer.body.body import Body
from issuer.body.found import found
from issuer.body.schemes import activate
from issuer.certification.exam import Candidate, ExamResult
from issuer.certification.exam_document import parse_exam_result
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.store.journal_opening import begin_journal
from issuer.store.migrate import migrate
from issuer.wiring import IssuerWorld, make_world
from keys.file_vault import FileVault
from verifier.clock import utc_now

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
PORT = 8471


def found_world(home: Path, *, database: str = "", journal: bool = True) -> IssuerWorld:
    """Return the world of a newly founded body with the example scheme in force.

    It keeps a journal, as bodies do.
    """
    settings = IssuerSettings(home=home, database=database, port=PORT)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.database_url)
    opened = Database(settings.database_url)
    at = utc_now()
    body = Body(settings.public_url, "Bench Board", "+1 555 0100", "Dr B. Example", "Chair", "UTC")
    found(opened, body, vault=FileVault(settings.key_folder), at=at)
    activate(opened, body, (EXAMPLES / "btx-1.toml").read_bytes(), actor="bench", at=at)
    if journal and settings.journal_folder is not None:
        begin_journal(opened, settings.journal_folder)
    opened.dispose()
    return make_world(settings)


def example_result() -> ExamResult:
    """Return the example physician's result, who passed."""
    return parse_exam_result((EXAMPLES / "physician.json").read_bytes())


def results(count: int, *, start: int = 0) -> list[ExamResult]:
    """Return `count` results of different candidates, all of whom passed."""
    example = example_result()
    return [_another(example, number) for number in range(start, start + count)]


def _another(example: ExamResult, number: int) -> ExamResult:
    candidate = Candidate(f"bench-{number}", f"Dr Example Number {number}")
    return replace(example, attempt=f"bench-{number}", candidate=candidate)


def environment(home: Path) -> dict[str, str]:
    """Return the environment in which a server of this world runs."""
    return {**os.environ, "PROBATUM_HOME": str(home), "PROBATUM_PORT": str(PORT)}
