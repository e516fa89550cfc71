"""The verifier's settings: `PROBATUM_*`, from the environment or a file in the home.

A secret has no default. Where a setting may come from, the first that has it counts: the
environment, a file that `PROBATUM_..._FILE` names (secrets alone), `probatum.env` in the home, and
the folder of credentials that systemd hands a service.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeGuard, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from verifier.secret_files import SecretFiles, WrongSecretError

PREFIX = "PROBATUM_"
HOME = Path("data")
ENV_FILE = "probatum.env"  # in the home; `probatum init` writes it

Kind = TypeVar("Kind", bound="VerifierSettings")


class WrongSettingsError(Exception):
    """A setting is missing or cannot be used; the message names it as it is written outside."""


class Role(StrEnum):
    """What this process is: a whole issuer, or the public verifier alone."""

    ISSUER = "issuer"
    VERIFIER = "verifier"


class VerifierSettings(BaseSettings):
    """What a verifier can be told, alone or inside an issuer."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    role: Role = Field(
        default=Role.ISSUER,
        description="`issuer`, or `verifier`: the public verifier alone, without keys or database.",
    )
    trust_file: Path | None = Field(
        default=None,
        description="Whom a verifier alone believes: `probatum trust` at the issuer prints it, "
        "`probatum trust add URL` fetches and pins it.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Further names this site answers to, with port, separated by commas; any other "
        "`Host` is refused. A verifier alone must have one.",
    )
    lookup_limit: str = Field(
        default="300 per minute", description="How often one address may ask for a verdict."
    )
    redis_url: SecretStr | None = Field(
        default=None, description="Where several machines count look-ups together."
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many proxies in front set forwarding headers that are true.",
    )
    metrics_public: bool = Field(
        default=False, description="Show `/metrics` to everyone, not to loopback alone."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources in the order of their weight."""
        told = [each for each in (env_settings, dotenv_settings) if _tells(each)]
        named = SecretFiles(settings_cls, PREFIX, [dict(each.env_vars) for each in told])
        return init_settings, env_settings, named, dotenv_settings, file_secret_settings

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(host.strip().lower() for host in value.split(",") if host.strip())


def _tells(source: PydanticBaseSettingsSource) -> TypeGuard[EnvSettingsSource]:
    return isinstance(source, EnvSettingsSource)


def load_settings(kind: type[Kind]) -> Kind:
    """Return the settings in force, or raise `WrongSettingsError` naming a bad one.

    Its value is not repeated: it may be a secret.
    """
    make: Callable[..., Kind] = kind  # whose type checker knows the settings alone
    try:
        return make(_env_file=env_file(), _secrets_dir=_credentials())
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise WrongSettingsError(f"{name}: {first['msg'].lower()}") from exc
    except WrongSecretError as exc:
        raise WrongSettingsError(str(exc)) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise WrongSettingsError(f"{env_file()} cannot be read as text") from exc


def env_file() -> Path:
    """Return where the home has its settings; PROBATUM_HOME itself is of the environment."""
    return Path(os.environ.get(PREFIX + "HOME") or HOME) / ENV_FILE


def _credentials() -> Path | None:
    """Return the folder of the credentials that systemd hands this service, if it does."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder and Path(folder).is_dir() else None
