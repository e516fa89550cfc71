"""The issuer's settings, from the environment. What is missing or wrong is named, by its name."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from issuer.errors import SettingsError
from verifier.settings import VerifierSettings


class IssuerSettings(VerifierSettings):
    """`PROBATUM_*`. A secret has no default, and none is needed: keys are files."""

    home: Path = Field(default=Path("data"), description="Where keys and the database live.")
    database: str = Field(default="", description="A database URL; SQLite in `home` if empty.")
    url: str = Field(default="", description="The address that tokens bind for ever.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port to serve on.")
    workers: int = Field(default=2, ge=1, le=64, description="Processes that serve.")

    @property
    def key_folder(self) -> Path:
        """Return the folder of the private keys."""
        return self.home / "keys"

    @property
    def database_url(self) -> str:
        """Return the database's URL."""
        return self.database or f"sqlite:///{self.home.absolute() / 'probatum.sqlite3'}"

    @property
    def public_url(self) -> str:
        """Return the address as set, or the loopback one of a demonstration."""
        return (self.url or f"http://127.0.0.1:{self.port}").rstrip("/")

    def require_url(self, recorded: str) -> None:
        """Raise `SettingsError` if the address set is not the one that tokens bind."""
        if self.url and self.public_url != recorded:
            raise SettingsError(
                f"PROBATUM_URL is {self.public_url}, but the tokens of this body are bound to "
                f"{recorded} for ever: set it so, or choose another PROBATUM_HOME"
            )
