"""The command line of a body that lives in a folder, run as an operator runs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from issuer.cli import make_cli
from issuer.settings import IssuerSettings
from wsgi import create_app


@dataclass(frozen=True)
class Command:
    """Runs `probatum` for the body of these settings."""

    settings: IssuerSettings

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings as the environment has them."""
        told = {"HOME": str(self.settings.home), "URL": self.settings.url}
        if self.settings.database:
            told["DATABASE"] = self.settings.database
        return {f"PROBATUM_{name}": value for name, value in told.items()}

    def run(self, *words: str | Path) -> Result:
        """Run a command; an exception that is not told in words is a failure of the test."""
        result = CliRunner().invoke(
            make_cli(create_app), [str(w) for w in words], env=self.environment
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        assert "Traceback" not in result.output
        return result

    def json(self, *words: str | Path) -> Any:
        """Run a command and return what it says in JSON."""
        return json.loads(self.run(*words, "--json").stdout)
