"""Issuers whose keys are looked after, and an HSM in software to keep some of them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from keys.pkcs11 import HsmVault
from tests.issuer.conftest import board, make, open_store, sql_board  # noqa: F401 - fixtures
from tests.store.conftest import (  # noqa: F401 - fixtures
    cleaner,
    migrated_file,
    postgres_url,
    schema,
    server,
    sqlite_url,
)

_MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
LABEL = "probatum"
PIN = "482915"


@dataclass(frozen=True)
class SoftHsm:
    """A token of SoftHSM in a folder, which can go away and come back."""

    folder: Path
    module: Path

    @property
    def settings(self) -> dict[str, str | None]:
        """Return what an issuer is told of it."""
        return {
            "PROBATUM_PKCS11_MODULE": str(self.module),
            "PROBATUM_PKCS11_TOKEN": LABEL,
            "PROBATUM_PKCS11_PIN": PIN,
        }

    def open(self, **changes: Any) -> HsmVault:
        """Return a vault in the token."""
        return HsmVault(**{"module": self.module, "token": LABEL, "pin": PIN, **changes})

    def pull_out(self) -> None:
        """Let the token go away."""
        self.folder.rename(self.folder.with_name("gone"))

    def put_back(self) -> None:
        """Let it come back."""
        self.folder.with_name("gone").rename(self.folder)


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, require: Callable[..., None]) -> SoftHsm:
    """Return a fresh token. Whoever uses it has the marker `hsm`."""
    module = next((Path(path) for path in _MODULES if Path(path).exists()), None)
    require("hsm", None if module else "there is no libsofthsm2.so")
    assert module is not None
    folder = tmp_path / "tokens"
    folder.mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    made = ("--init-token", "--free", "--label", LABEL, "--so-pin", "97531246", "--pin", PIN)
    subprocess.run(["softhsm2-util", *made], check=True, capture_output=True)
    return SoftHsm(folder, module)
