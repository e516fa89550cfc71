"""Writes docs/sbom.cdx.json (CycloneDX): what a running Probatum is made of, with its licences.

`make sbom` installs the lock file into a fresh environment and lists that, by cyclonedx-py, which
is the format's own tool. Only what follows from the lock file is kept, so that it changes with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SBOM = ROOT / "docs" / "sbom.cdx.json"
KEPT = ("bom-ref", "type", "name", "version", "purl", "licenses")


def make(folder: Path) -> dict[str, Any]:
    """Return the bill of materials of the lock file, installed into `folder`."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    lock = str(ROOT / "requirements.lock")
    _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    made = folder / "sbom.json"
    project = str(ROOT / "pyproject.toml")
    tool = (sys.executable, "-m", "cyclonedx_py", "environment", python)
    _run(*tool, "--pyproject", project, "--output-reproducible", "-o", str(made))
    return _kept(json.loads(made.read_text()))


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    told["components"] = [_part(each) for each in told["components"]]
    told["metadata"] = {"component": _part(told["metadata"]["component"])}
    return told


def _part(component: dict[str, Any]) -> dict[str, Any]:
    return {name: component[name] for name in KEPT if name in component}


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        SBOM.write_text(json.dumps(make(Path(place)), indent=1, sort_keys=True) + "\n")
