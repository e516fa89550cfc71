"""Secrets that stand in files of their own, so that they are in no environment and no listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SUFFIX = "_FILE"
SECRET: JsonDict = {"secret": True}  # the mark of a setting that is text, and may hold a secret


class WrongSecretError(Exception):
    """A secret's file cannot be used; the message names the setting."""


def is_secret(field: FieldInfo) -> bool:
    """Tell whether a setting may hold a secret: it is masked, and may stand in a file."""
    kinds = {field.annotation, *get_args(field.annotation)}
    return SecretStr in kinds or field.json_schema_extra == SECRET


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `PREFIX..._FILE` for each secret. `told` are the variables, the weightiest first."""

    def __init__(
        self,
        settings: type[BaseSettings],
        prefix: str,
        told: Sequence[Mapping[str, str | None]],
    ) -> None:
        super().__init__(settings)
        self._prefix = prefix
        self._told = told

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return a secret's text, or None where no file is named for it."""
        name = f"{self._prefix}{field_name}{SUFFIX}".upper()
        for variables in self._told:
            path = variables.get(name.lower()) if is_secret(field) else None
            if path:
                if variables.get(name.removesuffix(SUFFIX).lower()):
                    raise WrongSecretError(f"{name} and {name.removesuffix(SUFFIX)}: set one only")
                return _read(Path(path), name), field_name, False
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return every secret that has a file."""
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: text for name, text in found.items() if text is not None}


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise WrongSecretError(f"{name}: the file cannot be read as text") from exc
