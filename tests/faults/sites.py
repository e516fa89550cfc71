"""An issuer's site on a database of the test's choice, for tests that break what it stands on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

import wsgi
from issuer.body.found import found
from issuer.body.schemes import activate
from issuer.candidates.services import make_candidates
from issuer.cli import make_cli
from issuer.credentials.issue import Issuer
from issuer.credentials.number import draw_number
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.store.journal_opening import begin_journal
from issuer.store.migrate import migrate
from issuer.web.app import create_app
from issuer.wiring import IssuerWorld, make_world
from keys.file_vault import FileVault
from tests.issuer.board import BODY, BY_RULE, NOON
from tests.web.issuer.conftest import Hands, Site

YEAR = 365 * 86_400


def make_home(home: Path, database: str = "", *, journal: bool = False) -> IssuerSettings:
    """Found a body long ago, with a scheme in force, and return the settings to open it with.

    With `journal`, it keeps one beside the home.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = IssuerSettings(home=home, url=BODY.url, database=database)
    migrate(settings.database_url)
    made = Database(settings.database_url, list_size=1024)
    at = NOON.replace(year=2025)
    found(made, BODY, vault=FileVault(settings.key_folder), at=at)
    activate(made, BODY, BY_RULE, actor="test", at=at)
    if journal:
        begin_journal(made, home.with_name(f"{home.name}-journal"))
    made.dispose()
    return settings


def open_site(
    settings: IssuerSettings,
    change: Callable[[IssuerWorld], IssuerWorld] = lambda world: world,
    *,
    clock: Any = None,
) -> Site:
    """Return the site as a worker has it, with `change` made to what it works with."""
    clock = clock or Hands(NOON)
    world = change(make_world(settings, clock=clock))
    app = create_app(world)
    app.config["TEST_URL"] = BODY.url
    name = f"exam system {secrets.token_hex(4)}"
    key = world.sign_in.make_api_key(name, actor="test", at=clock())
    return Site(world, clock, app, key)


def _issuing(world: IssuerWorld, issuer: Issuer) -> IssuerWorld:
    """Return the world in which everything that issues does it by `issuer`."""
    intake = replace(world.intake, issuer=issuer)
    names, schemes = intake.names, world.schemes
    candidates = make_candidates(world.database, schemes, intake, names, draw_number)
    return replace(world, intake=intake, candidates=candidates)


def drawing(world: IssuerWorld, draw: Callable[[str], str]) -> IssuerWorld:
    """Return the world with another way to draw numbers: it is asked inside a transaction."""
    issuer = replace(world.intake.issuer, draw_number=draw)
    return _issuing(world, issuer)


def signing(world: IssuerWorld, keys: Any) -> IssuerWorld:
    """Return the world with other signing keys: they are used between the transactions."""
    issuer = replace(world.intake.issuer, keys=keys)
    return _issuing(world, issuer)


def probatum(settings: IssuerSettings, *arguments: str | Path) -> Result:
    """Run the command line in the same home; a traceback is an error of the test."""
    result = CliRunner().invoke(
        make_cli(wsgi.create_app),
        [str(argument) for argument in arguments],
        env={
            "PROBATUM_HOME": str(settings.home),
            "PROBATUM_URL": settings.url,
            "PROBATUM_DATABASE": settings.database or None,
        },
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ask(site: Site, text: str) -> dict[str, Any]:
    """Return what the public API says of a token, link or number."""
    response = site.client().post("/api/v1/verify", json={"text": text})
    assert response.status_code == 200, response.text
    return dict(response.json)


def told(response: Any) -> tuple[int, str]:
    """Return the status and, of a problem, its code."""
    problem = response.mimetype == "application/problem+json"
    return response.status_code, response.json["code"] if problem else ""
