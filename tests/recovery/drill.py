"""A body that is worked with until its database is lost: what was acknowledged is remembered."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from issuer.credentials.lifecycle import Act
from issuer.settings import IssuerSettings
from issuer.wiring import IssuerWorld, make_world
from tests.faults.sites import probatum
from tests.issuer.board import make_result
from verifier.clock import utc_now
from verifier.verdict import Reason

BATCH = 20


@dataclass
class Drill:
    """What was told to whom. `expected` is the verdict that each token must get."""

    settings: IssuerSettings
    checkpoints: Path
    world: IssuerWorld
    tokens: dict[str, str] = field(default_factory=dict)
    expected: dict[str, Reason] = field(default_factory=dict)

    @classmethod
    def begin(cls, settings: IssuerSettings, checkpoints: Path) -> Drill:
        """Begin the journal, and open the world."""
        checkpoints.mkdir()
        made = cls(settings, checkpoints, make_world(settings))
        made.run("journal", "begin")
        made.reopen()
        return made

    def reopen(self, **later: float) -> IssuerWorld:
        """Open the world as a process that starts does; its clock may be ahead."""
        ahead = timedelta(**later)
        self.world.database.dispose()
        self.world = make_world(self.settings, clock=lambda: utc_now() + ahead)
        return self.world

    def run(self, *arguments: str | Path, fails: bool = False) -> Any:
        """Run a command, and return its answer, from JSON where that was asked for."""
        done = probatum(self.settings, *arguments)
        assert bool(done.exit_code) is fails, done.output
        return json.loads(done.stdout) if "--json" in arguments else done.output

    def issue(self, name: str, count: int = BATCH) -> list[str]:
        """Issue certificates, and remember what was acknowledged."""
        world, at = self.world, self.world.clock()
        results = [make_result(attempt=f"{name}-{n}") for n in range(count)]
        answers: list[Any] = world.intake.take_many(results, actor="test", at=at)
        for answer in answers:
            self.tokens[answer.number] = answer.token
            self.expected[answer.number] = Reason.VALID
        return [answer.number for answer in answers]

    def act(self, act: Act, number: str, reason: str, verdict: Reason) -> None:
        """Change a certificate, and remember it."""
        lifecycle, at = self.world.lifecycle, self.world.clock()
        lifecycle.act(act, number, reason=reason, actor="test", at=at)
        self.expected[number] = verdict

    def backup_under_load(self) -> Path:
        """Make a backup while certificates are issued, and return its folder."""
        ended = threading.Event()

        def work() -> None:
            round_ = 0
            while not ended.is_set() or round_ < 1:
                self.issue(f"L{round_}")
                round_ += 1

        issuing = threading.Thread(target=work)
        issuing.start()
        try:
            folder = self.settings.home.with_name("backups")
            made = self.run("backup", folder, "--json")
        finally:
            ended.set()
            issuing.join()
        return Path(made["backup"])

    def go_on(self, early: list[str]) -> list[str]:
        """Do more after a backup: releases, suspensions, withdrawals, of old ones and new ones."""
        late = self.issue("late")
        self.act(Act.REVOKE, early[0], "misuse-of-certificate", Reason.REVOKED)
        self.act(Act.SUSPEND, early[1], "audit-open", Reason.SUSPENDED)
        self.act(Act.REVOKE, late[0], "licence-lost", Reason.REVOKED)
        self.act(Act.SUSPEND, late[1], "audit-open", Reason.SUSPENDED)
        self.act(Act.SUSPEND, late[2], "audit-open", Reason.SUSPENDED)
        self.act(Act.REINSTATE, late[2], "cleared", Reason.VALID)
        self.run("checkpoint")
        return late

    def lose_the_database(self) -> None:
        """Take it away, whichever it is."""
        self.world.database.dispose()
        if self.settings.database:
            empty(self.settings.database)
        else:
            self.settings.home.joinpath("probatum.sqlite3").unlink()

    def lose_the_journal(self) -> None:
        """Take that away too."""
        shutil.rmtree(self.settings.home.with_name("home-journal"))

    def verdicts(self) -> dict[str, Reason]:
        """Return what the site says of each token."""
        at = self.world.clock()
        verify = self.world.verifier.verify
        return {number: verify(token, at=at).reason for number, token in self.tokens.items()}

    def is_sound(self) -> None:
        """Check the whole record: tokens, chain, checkpoints; no number and no index twice."""
        checked = self.run("check", "--json")
        assert (checked["faults"], checked["chain"]) == ([], "holds")
        proof = self.run("audit", "verify", "--checkpoints", self.checkpoints, "--json")
        assert proof["faults"] == []
        with self.world.database.reading() as unit:
            links = unit.chain.links(0, 10**6)
            told = [json.loads(o.data) | {"of": o.link.subject} for o in links if o.data]
        slots = [(each["list"], each["index"]) for each in told if "index" in each]
        numbers = [each["of"] for each in told if "index" in each]
        assert len(set(slots)) == len(slots) and len(set(numbers)) == len(numbers)  # noqa: PT018


def empty(url: str) -> None:
    """Delete every row, past all triggers."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        found = admin.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        for (table,) in found:
            if table != "alembic_version":
                admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
