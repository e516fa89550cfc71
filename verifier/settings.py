"""The verifier's settings, from the environment (`PROBATUM_*`). A secret has no default."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "PROBATUM_"

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

    role: Role = Field(default=Role.ISSUER, description="issuer, or verifier alone.")
    trust_file: Path | None = Field(default=None, description="Whom a verifier alone believes.")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Names this site answers to, with port, separated by commas."
    )
    lookup_limit: str = Field(
        default="300 per minute", description="How often one address may ask for a verdict."
    )
    redis_url: SecretStr | None = Field(
        default=None, description="Where several machines count look-ups together."
    )
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="Proxies in front whose forwarding headers are true."
    )
    metrics_public: bool = Field(
        default=False, description="Show /metrics to everyone, not to loopback alone."
    )

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(host.strip().lower() for host in value.split(",") if host.strip())


def load_settings(kind: type[Kind]) -> Kind:
    """Return the settings of the environment, or raise `WrongSettingsError` naming a bad one.

    Its value is not repeated: it may be a secret.
    """
    try:
        return kind()
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise WrongSettingsError(f"{name}: {first['msg'].lower()}") from exc
