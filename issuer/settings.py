"""The issuer's settings, from the environment. What is missing or wrong is named, by its name."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

from pydantic import Field, IPvAnyAddress, SecretStr

from issuer.errors import SettingsError, WatchError
from issuer.notify.letter import read_address
from issuer.notify.smtp import MailServer, Tls
from keys.file_vault import FileVault
from keys.vault import TwoVaults, Vault
from verifier.secret_files import SECRET
from verifier.settings import HOME, VerifierSettings

_OFF = "off"


class IssuerSettings(VerifierSettings):
    """`PROBATUM_*`. A secret has no default, and none is needed: keys are files."""

    home: Path = Field(
        default=HOME,
        description="Where keys, `probatum.env` and SQLite live; readable by its owner alone.",
    )
    url: str = Field(
        default="",
        description="The address that tokens bind for ever, recorded by `probatum init` and "
        "refused if it changes; loopback, with the port, where none is set.",
    )
    database: str = Field(
        default="",
        json_schema_extra=SECRET,  # it may hold a password
        repr=False,
        description="`postgresql://user@host/name` for several processes or machines, in TLS where "
        "it is another machine; SQLite in the home if empty.",
    )
    listen: IPvAnyAddress = Field(
        default=IPv4Address("127.0.0.1"),
        description="The address to listen on: another than loopback only behind a proxy with TLS.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="The port to listen on.")
    workers: int = Field(default=2, ge=1, le=64, description="Processes that serve.")
    key_overlap_hours: int = Field(
        default=48,
        ge=25,  # hours; verifiers keep the keys they know for 24
        le=2160,
        description="For how long `probatum keys new` and `rotate` publish a key before it signs "
        "([keys.md](keys.md)).",
    )
    key_passphrase: SecretStr | None = Field(
        default=None,
        description="Seals the key files that are made, and opens those that are sealed.",
    )
    pkcs11_module: Path | None = Field(
        default=None,
        description="The PKCS#11 library of a hardware security module: keys are made in it, and "
        "never leave it.",
    )
    pkcs11_token: str = Field(default="", description="The label of the module's token.")
    pkcs11_pin: SecretStr | None = Field(default=None, description="The PIN of the token's user.")
    journal: str = Field(
        default="",
        description="A folder, best on another disk, where every change is written too before it "
        "is acknowledged ([backup.md](backup.md)); beside the home if empty; `off` for none.",
    )
    backup_dir: Path | None = Field(
        default=None, description="Where `probatum backup` puts its archives, outside the home."
    )
    checkpoint_dir: Path | None = Field(
        default=None,
        description="A folder outside the home where `probatum duties` keeps signed checkpoints "
        "of the record ([evidence.md](evidence.md)).",
    )
    checkpoint_mail: str = Field(
        default="", description="An address that gets one checkpoint a day by mail."
    )
    checkpoint_webhook: str = Field(
        default="",
        description="An `https://` address that gets one checkpoint a day "
        "([webhooks.md](webhooks.md)).",
    )
    checkpoint_webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="What its messages are signed with: `whsec_` and 24 to 64 bytes in base64.",
    )
    mail_server: str = Field(
        default="",
        description="Who takes our mails in, by SMTP; without one mails wait, and the desk and "
        "`probatum outbox` say so.",
    )
    mail_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    mail_tls: Tls = Field(
        default=Tls.STARTTLS, description="`starttls`, `tls` (then mostly port 465) or `none`."
    )
    mail_user: str = Field(default="", description="As whom mails are handed in.")
    mail_password: SecretStr = Field(
        default=SecretStr(""),
        description="With which password; it never goes in the clear over a network.",
    )
    mail_from: str = Field(
        default="",
        description="The address that mails come from; sign its domain with DKIM, headers "
        "`List-Unsubscribe` and `List-Unsubscribe-Post` included (RFC 8058).",
    )
    deliver: bool = Field(
        default=True,
        description="Whether the server's own processes deliver messages; `false` where workers do "
        "(`probatum outbox deliver --forever`).",
    )
    webhooks_to_loopback: bool = Field(
        default=False,
        description="Whether a demonstration on loopback may call webhooks on its own machine.",
    )
    public_register: bool = Field(
        default=False,
        description="Answer at `/register`: anyone looks up a number, or a whole name with a "
        "profession; and how many are certified.",
    )
    request_days: int = Field(
        default=14,
        ge=1,
        le=90,
        description="After so many days a request that no second person decided expires.",
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, le=480, description="A session of the desk ends after so long unused."
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
    def key_overlap(self) -> timedelta:
        """Return for how long a new key is published before it signs."""
        return timedelta(hours=self.key_overlap_hours)

    @property
    def passphrase(self) -> bytes | None:
        """Return what opens sealed key files, if it is set."""
        given = self.key_passphrase.get_secret_value() if self.key_passphrase else ""
        return given.encode("utf-8") or None

    def make_vault(self) -> Vault:
        """Return where private keys are kept; raise `SettingsError` for what cannot be."""
        files = FileVault(self.key_folder, self.passphrase)
        if self.pkcs11_module is None:
            return files
        if not self.pkcs11_token or self.pkcs11_pin is None:
            raise SettingsError(
                "PROBATUM_PKCS11_MODULE goes with PROBATUM_PKCS11_TOKEN and PROBATUM_PKCS11_PIN"
            )
        try:
            from keys.pkcs11 import HsmVault  # noqa: PLC0415 - only where the settings ask for it
        except ImportError as exc:
            raise SettingsError(
                "PROBATUM_PKCS11_MODULE is set, but python-pkcs11 is not installed: docs/keys.md"
            ) from exc
        pin = self.pkcs11_pin.get_secret_value()
        return TwoVaults(HsmVault(self.pkcs11_module, self.pkcs11_token, pin), files)

    @property
    def journal_folder(self) -> Path | None:
        """Return where the journal is kept, or None where none is; never inside `home`."""
        if self.journal == _OFF:
            return None
        home = self.home.absolute()
        folder = Path(self.journal) if self.journal else home.with_name(f"{home.name}-journal")
        if folder.resolve().is_relative_to(self.home.resolve()):
            raise SettingsError(
                "PROBATUM_JOURNAL lies in PROBATUM_HOME: what takes the one would take the other"
            )
        return folder

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
