"""An issuer on a real SQLite database: founded, with the example scheme in force, and its app."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.body.body import Body
from issuer.body.found import found
from issuer.body.schemes import activate
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.store.migrate import migrate
from issuer.web.app import create_app
from issuer.wiring import IssuerWorld, make_world
from keys.file_vault import FileVault
from verifier.status_list import Status
from verifier.strict_json import load_object
from verifier.web.http.problems import ProblemDocument

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://cert.example.org"
OFFICER = "Ines Example-Officer"
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
RESULT = json.loads((EXAMPLES / "physician.json").read_text("utf-8"))
BY_RULE = (EXAMPLES / "btx-1.toml").read_bytes()
BY_PERSON = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "btx-2"')
    .replace(b'prefix = "BTX"', b'prefix = "BTY"')
    .replace(b'decision = "rule"', b'decision = "person"')
)


@dataclass
class Hands:
    """A clock that a test sets."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time set."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


class SiteClient(FlaskClient):
    """Calls the site by its address, unless told another, as a browser on its own pages would."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask, and return the answer."""
        options.setdefault("base_url", self.application.config["TEST_URL"])
        return super().open(*args, **options)


@dataclass
class Site:
    """An issuer's site, and what tests ask of it."""

    world: IssuerWorld
    clock: Hands
    app: Flask
    key: str = field(repr=False)

    def client(self) -> SiteClient:
        """Return a browser or program that never called before."""
        return SiteClient(self.app)

    @property
    def bearer(self) -> dict[str, str]:
        """Return the header of a program that holds a key."""
        return {"Authorization": f"Bearer {self.key}"}

    def report(self, **changes: Any) -> TestResponse:
        """Report the example result with `changes`."""
        headers = self.bearer | changes.pop("headers", {})
        return self.client().post(
            "/api/v1/exam-results", json=make_result(**changes), headers=headers
        )

    def issue(self, **changes: Any) -> str:
        """Issue a certificate and return its number."""
        response = self.report(**changes)
        assert response.status_code == 201, response.text
        return str(response.json["certificate"]["number"])

    def act(self, number: str, act: str, reason: str, **more: Any) -> TestResponse:
        """Change a certificate over the API."""
        return self.client().post(
            f"/api/v1/certificates/{number}/{act}",
            json={"reason": reason, **more},
            headers=self.bearer,
        )

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read something of the API."""
        return self.client().get(path, headers=self.bearer, **options)

    def link(self, name: str = OFFICER) -> str:
        """Return the secret of a new one-time sign-in."""
        officer = Officer(name, EVERY_ROLE)
        return self.world.sign_in.invite(officer, actor="test", at=self.clock())

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has, but that of who looked at what."""
        tables = self.ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            name: self.ask(f"SELECT count(*) FROM {name}")[0][0]  # noqa: S608 - a table's own name
            for (name,) in tables
            if not name.startswith("sqlite_") and name != "access"
        }

    def ask(self, statement: str) -> list[Any]:
        """Run a statement beside the site, as an operator with the file would."""
        file = self.world.settings.home / "probatum.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            return connection.execute(statement).fetchall()

    def status(self, number: str) -> Status:
        """Return what the record's status lists say of a certificate."""
        with self.world.database.reading() as unit:
            record = unit.credentials.of([number])[number][0]
            changed = dict(unit.lists.changed_entries(record.list_uri))
        return changed.get(record.index, Status.VALID)


class Desk:
    """A browser at the desk."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.browser = site.client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.browser.get(path, **options)

    def post(self, path: str, *, page: str | None = None, **fields: str) -> TestResponse:
        """Send the form of a page, by default the one at the same address, with its token."""
        token = self.token(page or path)
        headers = {"Sec-Fetch-Site": "same-origin"}
        return self.browser.post(path, data={"csrf_token": token, **fields}, headers=headers)

    def token(self, path: str) -> str:
        """Return the token against forged requests that a page's forms carry."""
        found = _TOKEN.search(self.get(path).text)
        assert found is not None, path
        return found[1]

    def sign_in(self, name: str = OFFICER) -> Desk:
        """Sign an officer in."""
        answer = self.post("/admin/sign-in", secret=self.site.link(name))
        assert answer.status_code == 303, answer.text
        return self

    @property
    def cookie(self) -> str | None:
        """Return the secret that the browser holds."""
        held = self.browser.get_cookie("__Host-probatum", "cert.example.org")
        return None if held is None else held.value


_TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


def problem_of(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem document, which names its code and its request."""
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), (
        response.text
    )
    problem = load_object(response.data, max_bytes=8192, max_depth=8)
    ProblemDocument.model_validate(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == response.headers["X-Request-ID"]
    return problem


def make_result(**changes: Any) -> dict[str, Any]:
    """Return the example result with `changes`; a change of None leaves the member out."""
    made = {**RESULT, **changes}
    return {name: value for name, value in made.items() if value is not None}


def named(name: str, reference: str = "C-1") -> dict[str, str]:
    """Return a candidate called `name`."""
    return {"reference": reference, "name": name}


MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the tables, to copy."""
    path = tmp_path_factory.mktemp("issuer") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def make_site(migrated_file: Path, tmp_path: Path) -> Iterator[MakeSite]:
    """Return a function that founds an issuer at an address and makes its app."""
    made: list[Site] = []

    def make(url: str = URL, **settings: Any) -> Site:
        made.append(_site(tmp_path / "home", migrated_file, url, **settings))
        return made[-1]

    yield make
    for site in made:
        site.world.database.dispose()


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Return an issuer's site."""
    return make_site()


@pytest.fixture(scope="module")
def shared(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site for all tests of a file that leave nothing behind which others would see."""
    made = _site(tmp_path_factory.mktemp("shared") / "home", migrated_file, URL)
    yield made
    made.world.database.dispose()


def _site(home: Path, migrated_file: Path, url: str, *, clock: Any = None, **settings: Any) -> Site:
    home.mkdir()
    shutil.copyfile(migrated_file, home / "probatum.sqlite3")
    wanted, hands = IssuerSettings(home=home, url=url, **settings), clock or Hands()
    _found(wanted, url, hands())
    world = make_world(wanted, clock=hands)
    app = create_app(world)
    app.config["TEST_URL"] = url
    key = world.sign_in.make_api_key("exam system", actor="test", at=hands())
    return Site(world, hands, app, key)


@pytest.fixture
def desk(site: Site) -> Desk:
    """Return a browser in which an officer signed in."""
    return Desk(site).sign_in()


def _found(settings: IssuerSettings, url: str, at: datetime) -> None:
    database = Database(settings.database_url, list_size=1024)
    body = Body(
        url=url,
        name="Example Certification Board",
        telephone="+1 555 0100",
        signatory_name="Dr Example Signatory",
        signatory_role="Chair",
        time_zone="Europe/Vienna",
    )
    found(database, body, vault=FileVault(settings.key_folder), at=at - timedelta(days=30))
    for document in (BY_RULE, BY_PERSON):
        activate(database, body, document, actor="test", at=at)
    database.dispose()
