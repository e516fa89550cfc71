"""The issuer's settings, from the environment. What is missing or wrong is named, by its name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr

from issuer.errors import SettingsError, WatchError
from issuer.notify.letter import read_address
from issuer.notify.smtp import MailServer, Tls
from verifier.settings import VerifierSettings


class IssuerSettings(VerifierSettings):
    """`PROBATUM_*`. A secret has no default, and none is needed: keys are files."""

    home: Path = Field(default=Path("data"), description="Where keys and the database live.")
    database: str = Field(default="", description="A database URL; SQLite in `home` if empty.")
    url: str = Field(default="", description="The address that tokens bind for ever.")
    checkpoint_dir: Path | None = Field(
        default=None, description="Where checkpoints of the record are kept, outside `home`."
    )
    checkpoint_mail: str = Field(default="", description="Who gets one of them a day by mail.")
    mail_server: str = Field(default="", description="Who takes mails in; without one they wait.")
    mail_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    mail_tls: Tls = Field(default=Tls.STARTTLS, description="starttls, tls or none.")
    mail_user: str = Field(default="", description="As whom mails are handed in.")
    mail_password: SecretStr = Field(default=SecretStr(""), description="With which password.")
    mail_from: str = Field(default="", description="The address that mails come from.")
    deliver: bool = Field(default=True, description="Whether this server delivers messages too.")
    webhooks_to_loopback: bool = Field(
        default=False, description="Whether a demonstration may call webhooks on this machine."
    )
    public_register: bool = Field(
        default=False, description="Whether anyone may search certificates at /register."
    )
    port: int = Field(default=8000, ge=1, le=65535, description="The port to serve on.")
    workers: int = Field(default=2, ge=1, le=64, description="Processes that serve.")

    request_days: int = Field(
        default=14, ge=1, le=90, description="A request for a second person expires after so long."
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, le=480, description="An unused session of the desk ends after so long."
    )
    session_hours: int = Field(
        default=8, ge=1, le=24, description="Every session of the desk ends after so long."
    )

    @property
    def request_lives(self) -> timedelta:
        """Return for how long a request waits for its second person."""
        return timedelta(days=self.request_days)

    @property
    def session_idle(self) -> timedelta:
        """Return how long a session of the desk lives unused."""
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_longest(self) -> timedelta:
        """Return how long a session of the desk lives at most."""
        return timedelta(hours=self.session_hours)

    @property
    def key_folder(self) -> Path:
        """Return the folder of the private keys."""
        return self.home / "keys"

    @property
    def checkpoint_folder(self) -> Path | None:
        """Return where checkpoints are kept; raise `SettingsError` if that is inside `home`."""
        folder = self.checkpoint_dir
        if folder is not None and folder.resolve().is_relative_to(self.home.resolve()):
            raise SettingsError(
                "PROBATUM_CHECKPOINT_DIR lies in PROBATUM_HOME: whoever can rewrite the one could "
                "rewrite the other; choose a place on another disk or machine"
            )
        return folder

    def make_mail_server(self, hello: str) -> MailServer | None:
        """Return the mail server, or None where none is set; `hello` is our own name to it.

        Raise `SettingsError` where a setting is missing, or the password would go in the clear.
        """
        if not self.mail_server:
            return None
        try:
            read_address(self.mail_from)
        except WatchError as exc:
            raise SettingsError("PROBATUM_MAIL_FROM must be one mail address") from exc
        password = self.mail_password.get_secret_value()
        if bool(self.mail_user) != bool(password):
            raise SettingsError("PROBATUM_MAIL_USER and PROBATUM_MAIL_PASSWORD go together")
        here = self.mail_server in {"localhost", "127.0.0.1", "::1"}
        if password and self.mail_tls is Tls.NONE and not here:
            raise SettingsError("PROBATUM_MAIL_TLS is none: a password would go in the clear")
        return MailServer(
            self.mail_server, self.mail_port, self.mail_tls, hello, self.mail_user, password
        )

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
