"""Issues until the disk is full, and goes on when there is room again: run by a test.

Prints as JSON what was answered at each stage. With `limit` there is no small disk to fill: then
no file may grow any more, which the system calls by another name.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from issuer.certification.exam_csv import read_results
from issuer.settings import IssuerSettings
from tests.faults.sites import ask, make_home, open_site, probatum, told
from tests.issuer.board import EXAMPLES
from tests.web.issuer.conftest import Site
from verifier.clock import utc_now

ROOM = 3_000_000  # bytes: enough for a batch of the roster, and not for all of them
ROWS = 1200
CREATED = 201


def main(folder: Path, kind: str) -> None:
    """Live through it."""
    settings = make_home(folder / "home")
    site = open_site(settings, clock=utc_now)
    first = site.report(attempt="A-1").json
    roster = _roster(folder)
    fill, free = (_limited if kind == "limit" else _filled)(folder)
    answers: dict[str, Any] = {"first": first}
    fill(ROOM)
    answers["cut short"] = _issue(settings, roster)
    fill(0)
    answers["last"] = _use_up_old_space(site)
    answers["full"] = _everything(site, first)
    refused = probatum(settings, "issue", roster)
    answers["command line"] = (refused.exit_code, refused.stderr)
    free()
    answers["again"] = _everything(site, first)
    answers["whole"] = _issue(settings, roster)
    answers["last are valid"] = all(
        ask(site, number)["reason"] == "valid" for number in answers["last"]
    )
    answers["check"] = probatum(settings, "check", "--json").stdout
    print(json.dumps(answers))  # noqa: T201 - this is the answer


def _use_up_old_space(site: Site) -> list[str]:
    """Issue while SQLite finds room in its log for a little more; return who was acknowledged."""
    acknowledged: list[str] = []
    while (response := site.report(attempt=f"L-{len(acknowledged)}")).status_code == CREATED:
        acknowledged.append(response.json["certificate"]["number"])
    return acknowledged


def _everything(site: Site, first: dict[str, Any]) -> dict[str, Any]:
    number, token = first["certificate"]["number"], first["token"]
    return {
        "report": told(site.report(attempt="A-2")),
        "again": site.report(attempt="A-1").status_code,
        "suspend": told(site.act(number, "suspend", "audit-open")),
        "page": site.client().get(f"/v/{number}").status_code,
        "verify": [ask(site, text)["reason"] for text in (number, token)],
        "list": site.client().get("/s/1").status_code,
        "keys": site.client().get("/.well-known/jwks.json").status_code,
        "alive": site.client().get("/healthz").status_code,
    }


def _issue(settings: IssuerSettings, roster: Path) -> list[Any]:
    result = probatum(settings, "issue", roster, "--json")
    return [result.exit_code, result.stderr, json.loads(result.stdout)]


def _roster(folder: Path) -> Path:
    header, row, *_ = (EXAMPLES / "roster.csv").read_text("utf-8").splitlines()
    lines = [row.replace("EX-2026-00501", f"R-{serial}") for serial in range(ROWS)]
    path = folder / "roster.csv"
    path.write_text("\n".join([header, *lines, ""]), "utf-8")
    assert all(each.result for each in read_results(path.read_bytes()))
    return path


def _filled(folder: Path) -> tuple[Callable[[int], None], Callable[[], None]]:
    ballast = folder / "ballast"

    def fill(room: int) -> None:
        """Take up the disk but for `room` bytes."""
        with ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        if room:
            with ballast.open("rb+") as file:
                file.truncate(ballast.stat().st_size - room)

    return fill, ballast.unlink


def _limited(folder: Path) -> tuple[Callable[[int], None], Callable[[], None]]:
    def fill(room: int) -> None:
        """Let no file be longer than `room` bytes, or have anything written to it at all."""
        assert (folder / "home").exists()
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    return fill, free


main(Path(sys.argv[1]), sys.argv[2])
