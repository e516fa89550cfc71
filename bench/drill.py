"""The worst day with 100,000 honest holders: from the command until nobody is fooled or harmed.

10,000 forgeries are made with the real key before. PROBATUM_BENCH_HOLDERS and
PROBATUM_BENCH_FORGERIES take other numbers, and PROBATUM_BENCH_POSTGRES the URL of a server where a
schema can be made, to measure there too.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bench.figure import Figure
from bench.world import found_world, results
from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.credentials.certificate import Certificate, CertificateState, Holder
from issuer.credentials.issue import record_of
from issuer.credentials.resigning import SETTLES
from issuer.intake.batch import attempt_of
from issuer.wiring import IssuerWorld
from keys.signer import Signer
from tests.postgres import new_schema
from verifier import jws
from verifier.clock import utc_now
from verifier.credential import TYP, Credential, StatusReference
from verifier.number import CertificateNumber
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import PinnedLists, TrustFile
from verifier.verdict import Outcome
from verifier.verify import Verifier

HOLDERS = int(os.environ.get("PROBATUM_BENCH_HOLDERS", "100000"))
FORGERIES = int(os.environ.get("PROBATUM_BENCH_FORGERIES", "10000"))
LIMIT = 120  # seconds
_BATCH = 2000
_SAMPLE = 200  # of the holders, looked at after every batch one of them


@dataclass
class Harm:
    """What was looked at, and what went wrong."""

    looked: int = 0
    accepted: int = 0
    harmed: int = 0


def measure(folder: Path) -> list[Figure]:
    """Measure on SQLite, and on PostgreSQL where one is named."""
    logging.getLogger("verifier.verify").disabled = True  # an alarm for each forgery
    figures = _measure(found_world(folder / "drill"), "SQLite")
    server = os.environ.get("PROBATUM_BENCH_POSTGRES")
    if server:
        with new_schema(server) as url:
            figures += _measure(found_world(folder / "drill-pg", database=url), "PostgreSQL")
    return figures


def _measure(world: IssuerWorld, engine: str) -> list[Figure]:
    honest: list[str] = []
    for start in range(0, HOLDERS, _BATCH):
        honest += _put_on_record(world, start, min(_BATCH, HOLDERS - start))
    at, harm = utc_now(), Harm()
    thief = world.keys.credential_signer(at)
    forged = list(_forgeries(world, thief))
    began = time.perf_counter()
    done = world.compromises.declare(thief.kid, since=None, why="bench", actor="B", at=at)
    declared = time.perf_counter()
    file = world.publisher.trust_file()
    _refuse(world, file, forged, harm)
    time.sleep(max(0.0, SETTLES.total_seconds() - (time.perf_counter() - declared)))
    begun = time.perf_counter()
    sample = iter(honest[:: max(1, HOLDERS // _SAMPLE)] * 10)

    def look(_: int) -> None:
        harm.looked += 1
        verdict = world.verifier.verify(next(sample), at=utc_now())
        harm.harmed += verdict.reason.outcome is not Outcome.VALID

    anew = world.compromises.resigning.run(actor="B", clock=utc_now, told=look)
    ended = time.perf_counter()
    progress = world.compromises.resigning.progress(at=utc_now())
    assert (anew, progress.done, progress.left) == (HOLDERS, HOLDERS, 0), progress
    assert done.new is not None
    _look_at_papers(world, honest, harm)
    world.database.dispose()
    took = (declared - began) + SETTLES.total_seconds() + (ended - begun)
    assert (harm.accepted, harm.harmed) == (0, 0), harm
    return [
        Figure(
            f"{FORGERIES} forgeries refused, {engine}",
            f"{declared - began:.2f} s after the command; 0 accepted",
        ),
        Figure(
            f"{HOLDERS} signed anew, {engine}",
            f"{took:.1f} s after it ({ended - begun:.1f} s signing); 0 of {harm.looked} harmed",
            LIMIT / took,
            1.0,
        ),
    ]


def _refuse(world: IssuerWorld, file: TrustFile, forged: Sequence[str], harm: Harm) -> None:
    """Ask the server and an offline verifier about every forgery."""
    offline = Verifier(PinnedTrust(file.trust), StatusLists(PinnedLists(file.lists)))
    at = utc_now()
    for token in forged:
        for verifier in (world.verifier, offline):
            harm.accepted += verifier.verify(token, at=at).reason.outcome is Outcome.VALID


def _look_at_papers(world: IssuerWorld, honest: Sequence[str], harm: Harm) -> None:
    """Ask about every fiftieth old paper at the server, and about its newer one offline."""
    file = world.publisher.trust_file()
    offline = Verifier(PinnedTrust(file.trust), StatusLists(PinnedLists(file.lists)))
    for serial in range(0, HOLDERS, 50):
        with world.database.reading() as unit:
            newest, old = unit.credentials.of([_number(serial)])[_number(serial)]
        assert old.token == honest[serial]
        for verifier, token in ((world.verifier, old.token), (offline, newest.token)):
            harm.looked += 1
            verdict = verifier.verify(token or "", at=utc_now())
            harm.harmed += verdict.reason.outcome is not Outcome.VALID


def _put_on_record(world: IssuerWorld, start: int, count: int) -> list[str]:
    """Record certificates as issuing does, signed and not verified; return their tokens."""
    at = utc_now() - timedelta(seconds=1)
    shelved = world.schemes.in_force("btx-1")
    decision = Decision(DecisionOutcome.GRANTED, "rule", "B. Officer", at)
    attempts = [attempt_of(each, shelved, decision, at) for each in results(count, start=start)]
    signer = world.keys.credential_signer(utc_now())
    tokens = {}
    with world.database.writing() as unit:
        unit.attempts.add(attempts)
        rows = []
        for n, slot in enumerate(unit.lists.reserve(count)):
            credential = _credential(world, shelved.type_url, start + n, slot.uri, slot.index)
            record, signed = record_of(credential, signer.kid)
            tokens[record.number] = jws.compact(signed, signer.sign(signed))
            rows.append((_certificate(credential, attempts[n]), record))
        unit.certificates.add(rows)
        unit.credentials.release(tokens, at)
    return list(tokens.values())


def _credential(world: IssuerWorld, kind: str, serial: int, uri: str, index: int) -> Credential:
    at = utc_now()
    return Credential(
        issuer=world.body.url,
        type=kind,
        number=_number(serial),
        name=f"Dr Example Number {serial}",
        profession="physician",
        signed=at,
        effective=at,
        expires=at + timedelta(days=700),
        status=StatusReference(uri, index),
    )


def _certificate(said: Credential, attempt: Attempt) -> Certificate:
    return Certificate(
        number=said.number,
        holder=Holder(attempt.attempt, said.name),
        scheme=attempt.scheme,
        version=attempt.version,
        attempt=attempt.attempt,
        profession=said.profession,
        type=said.type,
        first_issued=said.signed,
        effective=said.effective,
        valid_through=said.expires.date(),
        expires=said.expires,
        state=CertificateState.INTENDED,
    )


def _forgeries(world: IssuerWorld, thief: Signer) -> Iterator[str]:
    """Yield tokens by the real key: every other one has the number of a real certificate."""
    uri = world.publisher.uris()[0]
    kind = world.schemes.in_force("btx-1").type_url
    for serial in range(FORGERIES):
        mine = serial if serial % 2 else HOLDERS + serial
        said = _credential(world, kind, mine, uri, serial)
        said = replace(said, name="Dr Mallory Sample")
        signed = jws.signing_input(jws.Header(typ=TYP, kid=thief.kid), said.to_payload())
        yield jws.compact(signed, thief.sign(signed))


def _number(serial: int) -> str:
    return str(CertificateNumber("BTX", f"{serial:07d}"))
