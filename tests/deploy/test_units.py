"""The units for systemd are what systemd takes, and the container's file names what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from issuer.cli import make_cli
from tests.conftest import Require
from tests.story.running import PROBATUM, ROOT
from wsgi import create_app

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
CONTAINERFILE = ROOT / "deploy" / "container" / "Containerfile"


@pytest.mark.parametrize("unit", [each.name for each in UNITS])
def test_systemd_takes_the_unit(unit: str, tmp_path: Path, require: Require) -> None:
    """Every line is understood: an unknown setting is a warning that nobody reads."""
    program = shutil.which("systemd-analyze")
    require("systemd", None if program else "there is no systemd-analyze")
    assert program
    for each in UNITS:
        there = str(PROBATUM)
        (tmp_path / each.name).write_text(
            each.read_text().replace("/opt/probatum/.venv/bin/probatum", there)
        )
    checked = subprocess.run(
        [program, "verify", "--man=no", "--recursive-errors=no", tmp_path / unit],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = [line for line in checked.stderr.splitlines() if str(tmp_path) in line or unit in line]
    assert not said


@pytest.mark.parametrize("unit", [each.name for each in UNITS if each.suffix == ".service"])
def test_a_unit_runs_a_command_that_there_is(unit: str) -> None:
    text = (ROOT / "deploy" / "systemd" / unit).read_text()
    commands = re.findall(r"^ExecStart=/opt/probatum/\.venv/bin/probatum (\S+)", text, re.MULTILINE)
    assert all(command in make_cli(create_app).commands for command in commands)
    assert commands or unit.startswith("probatum-alert")


def test_the_container_copies_what_there_is() -> None:
    """What is copied is there, and what is packed beside the code of Python is among it."""
    text = CONTAINERFILE.read_text()
    sources = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in sources)
    packages = re.search(
        r"^include = (\[.*\])", (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert packages
    assert {each.strip("*") for each in re.findall(r'"([^"]+)"', packages[1])} <= set(sources)
    ignored = (ROOT / ".containerignore").read_text().splitlines()
    assert {f"!{source}" for source in sources} <= set(ignored)
