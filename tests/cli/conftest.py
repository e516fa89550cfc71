"""`probatum` in a home of its own: real settings, keys and database."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from issuer.cli import make_cli
from tests.cli.road import SCHEMES
from wsgi import create_app

URL = "https://cert.example.org"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
RESULT = json.loads((EXAMPLES / "physician.json").read_text("utf-8"))
BY_RULE = (EXAMPLES / "btx-1.toml").read_bytes()
BY_PERSON = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "btx-2"')
    .replace(b'prefix = "BTX"', b'prefix = "BTY"')
    .replace(b'decision = "rule"', b'decision = "person"')
)
FOUNDING = (
    *("init", "--yes", "--name", "Example Certification Board", "--telephone", "+1 555 0100"),
    *("--signatory", "Dr Example Signatory", "--signatory-role", "Chair"),
)
FAILED = {"percent": 60}


@dataclass
class Home:
    """A data directory, and the command line in it."""

    path: Path
    settings: dict[str, str | None] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str | None]:
        """Return what this home's commands find in their environment."""
        unset = {"PROBATUM_ROLE": None, "PROBATUM_DATABASE": None, "PROBATUM_PORT": None}
        return {**unset, "PROBATUM_HOME": str(self.path), "PROBATUM_URL": URL, **self.settings}

    def run(self, *arguments: str | Path, typed: bytes | str | None = None) -> Result:
        """Run `probatum`. A traceback is an error of the test, whatever it expects."""
        result = CliRunner().invoke(
            make_cli(create_app),
            [str(argument) for argument in arguments],
            input=typed,
            env=self.environment,
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def done(self, *arguments: str | Path, typed: bytes | str | None = None) -> str:
        """Run what must succeed and return what it printed."""
        result = self.run(*arguments, typed=typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        """Run with --json and return what was printed: one JSON text and nothing else."""
        result = self.run(*arguments, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    def result(self, **changes: Any) -> Path:
        """Write the example result with `changes` to a file."""
        made = {**RESULT, **changes}
        path = self.path.parent / f"{made['scheme']}-{made['attempt']}.json"
        path.write_text(json.dumps(made), "utf-8")
        return path

    def issue(self, **changes: Any) -> dict[str, Any]:
        """Issue the example result with `changes` and return the report."""
        (report,) = self.json("issue", self.result(**changes))
        assert report["answer"] == "granted"
        return dict(report)


MakeHome = Callable[..., Home]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a body and two schemes in force, to copy."""
    folder = tmp_path_factory.mktemp("cli")
    home = Home(folder / "founded")
    home.done(*FOUNDING, "--time-zone", "Europe/Vienna")
    for name, document in (("rule", BY_RULE), ("person", BY_PERSON)):
        (folder / f"{name}.toml").write_bytes(document)
        home.done("scheme", "activate", folder / f"{name}.toml")
    return home.path


def copy_home(founded: Path, path: Path) -> Home:
    """Return a copy of a home, with its journal, which stands beside it."""
    shutil.copytree(founded, path)
    journal = founded.with_name(f"{founded.name}-journal")
    if journal.exists():
        shutil.copytree(journal, path.with_name(f"{path.name}-journal"))
    return Home(path)


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Home:
    """Return a home of one test."""
    return copy_home(founded, tmp_path / "home")


@pytest.fixture(scope="module")
def shared(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a home for tests of one file that change nothing others look at."""
    path = tmp_path_factory.mktemp("shared") / "home"
    return copy_home(founded, path)


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    """Return a home that is not there yet."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def with_dossiers(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with schemes in force under which people apply, to copy."""
    folder = tmp_path_factory.mktemp("road")
    copy_home(founded, folder / "home")
    for name, document in SCHEMES.items():
        (folder / f"{name}.toml").write_bytes(document)
        Home(folder / "home").done("scheme", "activate", folder / f"{name}.toml")
    return folder / "home"


@pytest.fixture
def road(with_dossiers: Path, tmp_path: Path) -> Home:
    """Return a home of one test, under whose schemes people apply."""
    return copy_home(with_dossiers, tmp_path / "home")
