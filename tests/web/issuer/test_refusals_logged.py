"""What the log says of those who try what they may not: when, where and why; nothing private."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Action, Role
from tests.web.issuer.conftest import Desk, Site
from verifier.web.http.logs import configure_logs

NAME, PASSWORD = "Ines Unmistakable", "violet harbour before the rain"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what is logged, and put the process's logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_every_refusal_is_a_line_with_its_code(site: Site, lines: io.StringIO) -> None:
    """Failed sign-ins by each way, forged forms, missing roles and scopes, wrong keys."""
    auditor = Officer(NAME, frozenset({Role.AUDITOR}))
    link = site.world.sign_in.invite(auditor, actor="test", at=site.clock())
    desk, stranger, program = Desk(site), Desk(site), site.client()
    desk.post("/admin/sign-in", secret=link)
    desk.get("/admin/staff")
    desk.browser.post("/admin/sign-out", data={"csrf_token": "x"})
    door = "/admin/sign-in"
    stranger.post(door, secret="a" * 43)
    fields = {"name": NAME, "password": PASSWORD, "code": "000000"}
    for _ in range(6):
        stranger.post(f"{door}/password", page=door, **fields)
    stranger.post(f"{door}/recovery", page=door, name=NAME, recovery="ABCD-EFGH")
    program.get("/api/v1/certificates", headers={"Authorization": "Bearer prb_" + "a" * 43})
    narrow = site.world.sign_in.make_api_key(
        "narrow", actor="test", at=site.clock(), scopes={Action.REPORT_RESULTS}
    )
    program.get("/api/v1/certificates", headers={"Authorization": f"Bearer {narrow}"})
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = [
        (record["route"], record["status"], record["code"])
        for record in records
        if "code" in record
    ]
    failed = (f"{door}/password", 403, "not_proven")
    assert told == [
        ("/admin/staff", 403, "not_allowed"),
        ("/admin/sign-out", 403, "csrf"),
        (door, 403, "not_proven"),
        *[failed] * 5,
        (f"{door}/password", 429, "slow_down"),
        (f"{door}/recovery", 429, "slow_down"),
        ("/api/v1/certificates", 401, "not_signed_in"),
        ("/api/v1/certificates", 403, "not_in_scope"),
    ]
    assert all(record["timestamp"].endswith("Z") for record in records)
    text = lines.getvalue()
    assert not [word for word in (NAME, PASSWORD, narrow, link, "127.0.0.1") if word in text]
