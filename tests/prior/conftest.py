"""A home of the command line, for each test its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Home, founded

__all__ = ["founded", "home"]


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Home:
    """Return a home of one test, with the journal beside it."""
    for name in (founded, founded.with_name(f"{founded.name}-journal")):
        shutil.copytree(name, tmp_path / name.name.replace("founded", "home"))
    return Home(tmp_path / "home")
