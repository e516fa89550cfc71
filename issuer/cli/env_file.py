"""`probatum.env`: what `probatum init` was told that is a setting, for commands and services."""

from __future__ import annotations

import os
from pathlib import Path

from issuer.cli.founding_questions import Answers
from issuer.settings import IssuerSettings
from verifier.settings import ENV_FILE, PREFIX

PASSWORD_FILE = "mail-password"  # noqa: S105 - a file's name
_MAIL = ("server", "port", "tls", "user", "from")


def write_env_file(answers: Answers, settings: IssuerSettings) -> Path | None:
    """Write the home's settings, for its owner alone; return None if there is a file already."""
    home = settings.home.absolute()
    values = {"HOME": str(home), "URL": answers["address"]}
    if settings.database:
        values["DATABASE"] = settings.database
    if answers["mail.server"]:
        values |= {f"MAIL_{each.upper()}": str(answers[f"mail.{each}"] or "") for each in _MAIL}
    if answers["mail.password"]:
        values["MAIL_PASSWORD_FILE"] = str(home / PASSWORD_FILE)
    lines = [
        f"# Settings of {answers['name']}, as `probatum init` was told. What is in the",
        "# environment counts before it. docs/settings.md has every setting.",
        *(f"{PREFIX}{name}='{value}'" for name, value in values.items() if value),
    ]
    if not _write(home / ENV_FILE, "\n".join(lines) + "\n"):
        return None
    if answers["mail.password"]:
        _write(home / PASSWORD_FILE, answers["mail.password"] + "\n")
    return home / ENV_FILE


def _write(path: Path, text: str) -> bool:
    """Write a new file that nobody else can read, even for a moment."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(text)
    return True
