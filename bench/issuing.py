"""Issuing in bulk: durable, self-verified, on SQLite and PostgreSQL."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import psycopg

from bench.baseline import bare_issues
from bench.figure import Figure
from bench.world import found_world, results
from issuer.intake.answers import Issued
from issuer.wiring import IssuerWorld
from verifier.clock import utc_now

COUNT = 8000
BATCH = 500
LIMITS = {"SQLite": 0.25, "PostgreSQL": 0.12}
_SERVER = "postgresql://127.0.0.1:5432/"


def measure(folder: Path) -> list[Figure]:
    """Issue on both engines; a machine without PostgreSQL measures the one it has."""
    figures = [_measure("SQLite", found_world(folder / "issue"))]
    name = f"probatum_bench_{uuid.uuid4().hex[:8]}"
    try:
        with psycopg.connect(_SERVER + "test", autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        return [*figures, Figure("issue in bulk, PostgreSQL", "no server here")]
    try:
        world = found_world(folder / "issue-pg", database=_SERVER + name)
        figures.append(_measure("PostgreSQL", world))
        world.database.dispose()
    finally:
        with psycopg.connect(_SERVER + "test", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return figures


def _measure(engine: str, world: IssuerWorld) -> Figure:
    world.intake.take_many(results(BATCH), actor="bench", at=utc_now())
    bare, best = bare_issues(), 0.0
    for start in range(BATCH, BATCH + COUNT, BATCH * 4):
        batches = [results(BATCH, start=start + i * BATCH) for i in range(4)]
        began = time.perf_counter()
        for batch in batches:
            answers = world.intake.take_many(batch, actor="bench", at=utc_now())
            assert all(isinstance(answer, Issued) for answer in answers)
        best = max(best, BATCH * 4 / (time.perf_counter() - began))
    told = f"{best:,.0f}/s ({bare:,.0f}/s bare sign + verify)"
    return Figure(f"issue in bulk, {engine}", told, best / bare, LIMITS[engine])
