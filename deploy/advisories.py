"""Fails when a locked version has a known fault: `make check` asks it.

What we know of is written in advisories.toml, and compared without a network. What the world knows
is asked of OSV by pip-audit (the packaging authority's own tool), where there is a network; where
there is none, that is said, and is no failure: a check that fails on a train is switched off.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.version import Version

HERE = Path(__file__).parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


def locked(text: str) -> set[tuple[str, Version]]:
    """Return what a lock file names, with its version; names in their normal form (PEP 503).

    One package may have two: for an older Python, and for a newer.
    """
    found = _LOCKED.findall(text)
    return {(re.sub(r"[-_.]+", "-", name).lower(), Version(version)) for name, version in found}


def known_faults(packages: set[tuple[str, Version]], advisories: list[dict[str, str]]) -> list[str]:
    """Return a line for each advisory of ours that a locked version falls under."""
    return [
        f"{package} {version}: {each['says']} (fixed in {each['fixed']})"
        for each in advisories
        for package, version in sorted(packages)
        if package == each["package"] and version < Version(each["fixed"])
    ]


def ask_osv(lock: Path) -> list[str] | None:
    """Return a line for each advisory of OSV on what is locked; None if it cannot be asked."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"]
    command += ["--require-hashes", "--vulnerability-service", "osv", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "10"]
    if url := os.environ.get("PROBATUM_OSV_URL"):
        command += ["--osv-url", url]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        told: dict[str, Any] = json.loads(asked.stdout)
    except ValueError:
        return None
    return [
        f"{package['name']} {package['version']}: {fault['id']}"
        for package in told["dependencies"]
        for fault in package.get("vulns", [])
    ]


def main(root: Path) -> int:
    """Tell what is known against the locked versions in `root`; 1 if there is anything."""
    advisories = tomllib.loads((HERE / "advisories.toml").read_text())["advisory"]
    faults: list[str] = []
    for name in LOCKS:
        lock = root / name
        faults += known_faults(locked(lock.read_text()), advisories)
        told = ask_osv(lock)
        if told is None:
            print(f"{name}: OSV could not be asked; compared with {len(advisories)} advisories")
        else:
            faults += told
    for fault in dict.fromkeys(faults):
        print(f"known fault: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(HERE.parent))
