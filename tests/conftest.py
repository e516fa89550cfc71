"""What a machine lacks is skipped out loud, and is a failure where PROBATUM_REQUIRE names it.

A test says what it needs by its marker (`browser`, `postgres`, `hsm`, `java`, `nginx`, `node`).
Where only a fixture can tell whether it is there, it calls `require(capability, why_missing)`
itself.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

CAPABILITIES = frozenset(
    {"browser", "postgres", "hsm", "java", "nginx", "node", "redis", "systemd"}
)
REQUIRED = frozenset(os.environ.get("PROBATUM_REQUIRE", "").replace(",", " ").split())

# A busy machine is no reason to fail: what must be quick is measured by `make bench`.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("unhurried")

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_LACK = re.compile(r"for lack of (\w+): ")

Require = Callable[[str, str | None], None]


def find_chromium() -> str | None:
    """Return the path of Debian's Chromium."""
    return shutil.which("chromium")


def _lacks_program(*names: str) -> str | None:
    missing = [name for name in names if shutil.which(name) is None]
    return f"there is no {' and no '.join(missing)}" if missing else None


# Whether a PostgreSQL server answers is found out by the fixture that connects to it.
_PROBES: dict[str, Callable[[], str | None]] = {
    "browser": lambda: None if find_chromium() else "there is no chromium",
    "hsm": lambda: _lacks_program("softhsm2-util"),
    "java": lambda: _lacks_program("java"),
    "nginx": lambda: _lacks_program("nginx", "openssl"),
    "redis": lambda: _lacks_program("redis-server"),
    "node": lambda: _lacks_program("node", "npm"),
}


def pytest_configure() -> None:
    """Refuse a capability that no test can need: a slip must not switch skipping on again."""
    unknown = REQUIRED - CAPABILITIES
    if unknown:
        raise pytest.UsageError(f"PROBATUM_REQUIRE: {', '.join(sorted(unknown))} is not known")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that drive a browser: the file that ends last says when all is done."""
    slow = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Look for what the test's markers name."""
    for capability, probe in _PROBES.items():
        if item.get_closest_marker(capability):
            _require(capability, probe())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say in one line, below everything else, what was not tested for lack of what."""
    yield
    reports = terminalreporter.getreports("skipped")
    lacks = Counter(lack[1] for report in reports if (lack := _LACK.search(report.longreprtext)))
    if lacks:
        parts = [f"{capability} ({count})" for capability, count in sorted(lacks.items())]
        line = f"TESTS SKIPPED FOR LACK OF: {', '.join(parts)}"
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(scope="session")
def require() -> Require:
    """Return `require(capability, why_missing)`: skips, or fails where it is required."""
    return _require


def _require(capability: str, why_missing: str | None) -> None:
    if capability not in CAPABILITIES:
        raise ValueError(capability)
    if why_missing is None:
        return
    if capability in REQUIRED:
        pytest.fail(f"PROBATUM_REQUIRE names {capability}, but {why_missing}", pytrace=False)
    pytest.skip(f"for lack of {capability}: {why_missing}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, one for all tests of a process. Who uses it has the marker `browser`."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()
