"""An issuer to attack: real keys, real SQLite, the real app; and what a thief may have of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.body.body import Body
from issuer.body.found import found
from issuer.body.schemes import activate
from issuer.credentials.lifecycle import Act
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.web.app import create_app
from issuer.wiring import IssuerWorld, make_world
from keys import es256
from keys.file_vault import FileVault
from keys.keyring import Purpose, TrustedKey
from tests.source import ROOT
from verifier import jws

URL = "https://cert.example.org"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOLDER = "Dr Þorbjörg Ÿÿþÿþÿ-Example"  # whose base64url has - and _ wherever it stands
OFFICER = "Ines Example-Officer"
EXAMPLES = ROOT / "docs" / "examples"
RESULT: dict[str, Any] = json.loads((EXAMPLES / "physician.json").read_text("utf-8"))
BY_RULE = (EXAMPLES / "btx-1.toml").read_bytes()
BY_PERSON = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "btx-2"')
    .replace(b'prefix = "BTX"', b'prefix = "BTY"')
    .replace(b'decision = "rule"', b'decision = "person"')
)
DAY = timedelta(days=1)


@dataclass
class Hands:
    """A clock that a test sets."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time set."""
        return self.at


class Client(FlaskClient):
    """Calls the site by its own address, unless told another."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask, and return the answer."""
        options.setdefault("base_url", self.application.config["TEST_URL"])
        return super().open(*args, **options)


@dataclass(frozen=True)
class Thief:
    """Private keys that an attacker may have, by whose they are."""

    stranger: es256.PrivateKey = field(default_factory=es256.generate, repr=False)
    upcoming: es256.PrivateKey = field(default_factory=es256.generate, repr=False)
    stolen: es256.PrivateKey = field(default_factory=es256.generate, repr=False)
    checkpoint: es256.PrivateKey = field(default_factory=es256.generate, repr=False)

    def trusted(self, at: datetime) -> list[TrustedKey]:
        """Return those that the issuer publishes: one early, one lost, one for something else."""
        told = [
            (self.upcoming, Purpose.CREDENTIAL, at + 7 * DAY, None),
            (self.stolen, Purpose.CREDENTIAL, at - 400 * DAY, at - 10 * DAY),
            (self.checkpoint, Purpose.CHECKPOINT, at - 400 * DAY, None),
        ]
        return [
            TrustedKey(URL, purpose, key.public_key(), since, None, compromised)
            for key, purpose, since, compromised in told
        ]


@dataclass
class Site:
    """An issuer's site, and what tests ask of it."""

    world: IssuerWorld
    app: Flask
    home: Path
    clock: Hands
    key: str = field(repr=False)
    thief: Thief = field(default_factory=Thief, repr=False)

    def client(self) -> Client:
        """Return a browser or program that never called before."""
        return Client(self.app)

    @property
    def bearer(self) -> dict[str, str]:
        """Return the header of a program that holds a key."""
        return {"Authorization": f"Bearer {self.key}"}

    def issue(self, attempt: str, **changes: Any) -> tuple[str, str]:
        """Issue a certificate over the API; return its number and token."""
        result = make_result(attempt=attempt, **changes)
        answer = self.client().post("/api/v1/exam-results", json=result, headers=self.bearer)
        assert answer.status_code == 201, answer.text
        told = json.loads(answer.data)
        return str(told["certificate"]["number"]), str(told["token"])

    def act(self, act: Act, number: str, reason: str) -> None:
        """Change a certificate."""
        self.world.lifecycle.act(act, number, reason=reason, actor="test", at=self.clock())

    def sign_in_secret(self, name: str = OFFICER) -> str:
        """Return the secret of a one-time sign-in."""
        officer = Officer(name, EVERY_ROLE)
        return self.world.sign_in.invite(officer, actor="test", at=self.clock())

    @property
    def path(self) -> Path:
        """Return the database's file."""
        return self.home / "probatum.sqlite3"


def make_result(**changes: Any) -> dict[str, Any]:
    """Return the example result with `changes`; a change of None leaves the member out."""
    made = {**RESULT, "candidate": named(HOLDER), **changes}
    return {name: value for name, value in made.items() if value is not None}


def named(name: str, reference: str = "C-1") -> dict[str, str]:
    """Return a candidate called `name`."""
    return {"reference": reference, "name": name}


def found_home(
    home: Path, tables: Path, url: str, *, at: datetime, database: str = ""
) -> IssuerSettings:
    """Found a body that lives in `home`, from a file with the tables; return its settings."""
    home.mkdir()
    if not database:
        shutil.copyfile(tables, home / "probatum.sqlite3")
    settings = IssuerSettings(
        home=home, url=url, database=database, lookup_limit="1000000 per minute"
    )
    store = Database(settings.database_url, list_size=1024)
    body = Body(
        url=url,
        name="Example Certification Board",
        telephone="+1 555 0100",
        signatory_name="Dr Example Signatory",
        signatory_role="Chair",
        time_zone="Europe/Vienna",
    )
    found(store, body, vault=FileVault(settings.key_folder), at=at - 500 * DAY)
    for document in (BY_RULE, BY_PERSON):
        activate(store, body, document, actor="test", at=at)
    store.dispose()
    return settings


def make_site(home: Path, tables: Path, *, clock: Hands | None = None, database: str = "") -> Site:
    """Found an issuer and make its app."""
    hands, thief = clock or Hands(), Thief()
    settings = found_home(home, tables, URL, at=hands(), database=database)
    world = make_world(settings, clock=hands)
    with world.database.writing() as unit:
        for trusted in thief.trusted(hands()):
            unit.public_keys.add(trusted)
    app = create_app(world)
    app.config["TEST_URL"] = URL
    key = world.sign_in.make_api_key("exam system", actor="test", at=hands())
    return Site(world, app, home, hands, key, thief)


def real_key(world: IssuerWorld, purpose: Purpose, at: datetime) -> tuple[es256.PrivateKey, str]:
    """Return the private key that signs now, and its ID: what only a break-in gives away."""
    signers = {
        Purpose.CREDENTIAL: world.keys.credential_signer,
        Purpose.STATUS: world.keys.status_signer,
    }
    signer: Any = signers[purpose](at).signer  # what the vault gave out
    return signer.key, signer.kid


def payload_of(token: str) -> bytes:
    """Return the bytes that a token's payload holds."""
    return jws.parse(token).payload


def count_rows(path: Path) -> dict[str, int]:
    """Return how many rows each table of a SQLite file has."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        names = file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        # Every name is a table's own.
        counts = (f"SELECT '{name}', count(*) FROM \"{name}\"" for (name,) in names)  # noqa: S608
        return dict(file.execute(" UNION ALL ".join(counts)))
