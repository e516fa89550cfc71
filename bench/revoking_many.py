"""From a second officer's approval of 100,000 withdrawals until every status list says so.

The certificates are put on record without a signature each, which is most of what issuing costs:
nobody asks for their tokens here. PROBATUM_BENCH_MANY takes another number of them, and
PROBATUM_BENCH_POSTGRES the URL of a server where a schema can be made, to measure there too.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from bench.figure import Figure
from bench.world import found_world, results
from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.credentials.certificate import (
    Certificate,
    CertificateState,
    CredentialRecord,
    CredentialState,
    Form,
    Holder,
)
from issuer.credentials.lifecycle import Act, Wanted
from issuer.credentials.sought import Sought
from issuer.intake.batch import attempt_of
from issuer.requests.request import Kind, Request
from issuer.wiring import IssuerWorld
from tests.postgres import new_schema
from verifier.clock import utc_now
from verifier.number import CertificateNumber
from verifier.status_list import Status

COUNT = int(os.environ.get("PROBATUM_BENCH_MANY", "100000"))
LIMIT = 60  # seconds
_BATCH = 2000


def measure(folder: Path) -> list[Figure]:
    """Measure on SQLite, and on PostgreSQL where one is named."""
    figures = _measure(found_world(folder / "many"), "SQLite")
    server = os.environ.get("PROBATUM_BENCH_POSTGRES")
    if server:
        with new_schema(server) as url:
            figures += _measure(found_world(folder / "many-pg", database=url), "PostgreSQL")
    return figures


def _measure(world: IssuerWorld, engine: str) -> list[Figure]:
    for start in range(0, COUNT, _BATCH):
        _put_on_record(world, start, min(_BATCH, COUNT - start))
    start = time.perf_counter()
    request = _ask(world)
    asked = time.perf_counter()
    services = world.requests
    services.deciding.approve(request.id, kind=Kind.MANY, actor="B", at=utc_now())
    done = services.running.run(request.id, clock=utc_now)
    changed = time.perf_counter()
    told = sum(len(_revoked(world, uri)) for uri in world.publisher.uris())
    seen = time.perf_counter()
    assert done.done == told == COUNT, (done, told)
    world.database.dispose()
    took = seen - asked
    value = (
        f"{took:.1f} s (frozen and asked {asked - start:.1f} s, changed {changed - asked:.1f} s, "
        f"lists {seen - changed:.1f} s)"
    )
    return [Figure(f"{COUNT} withdrawn and in the list, {engine}", value, LIMIT / took, 1.0)]


def _ask(world: IssuerWorld) -> Request:
    wanted, asking = Wanted(Act.REVOKE, "issued-in-error"), world.requests.asking
    sought = Sought(scheme="btx-1")
    made = asking.draft(wanted, sought, selection="scheme btx-1", actor="A", at=utc_now())
    return asking.submit(made.id, actor="A", at=utc_now())


def _revoked(world: IssuerWorld, uri: str) -> list[tuple[int, Status]]:
    """Publish a list anew, and return what it says of the changed entries."""
    world.publisher.serve(uri)
    with world.database.reading() as unit:
        stored = unit.lists.find(uri)
        assert stored is not None, uri
        assert stored.signed_revision == stored.revision, uri
        return unit.lists.changed_entries(uri)


def _put_on_record(world: IssuerWorld, start: int, count: int) -> None:
    at = utc_now()
    shelved = world.schemes.in_force("btx-1")
    decision = Decision(DecisionOutcome.GRANTED, "rule", "B. Officer", at)
    attempts = [attempt_of(each, shelved, decision, at) for each in results(count, start=start)]
    made = [_certificate(each, shelved.type_url, start + n, at) for n, each in enumerate(attempts)]
    kid = world.keys.credential_signer(at).kid
    with world.database.writing() as unit:
        unit.attempts.add(attempts)
        slots = unit.lists.reserve(count)
        rows = [
            (each, _record(each, kid, slot.uri, slot.index, at))
            for each, slot in zip(made, slots, strict=True)
        ]
        unit.certificates.add(rows)
        unit.credentials.release({each.number: "token" for each in made}, at)


def _certificate(attempt: Attempt, kind: str, serial: int, at: datetime) -> Certificate:
    ends = at + timedelta(days=700)
    return Certificate(
        number=_number(serial),
        holder=Holder(f"bench-{serial}", f"Dr Example Number {serial}"),
        scheme=attempt.scheme,
        version=attempt.version,
        attempt=attempt.attempt,
        profession="physician",
        type=kind,
        first_issued=at,
        effective=at,
        valid_through=ends.date(),
        expires=ends,
        state=CertificateState.INTENDED,
    )


def _number(serial: int) -> str:
    digits = f"{serial:07d}"  # drawn ones would meet: there are 34 thousand million
    return str(CertificateNumber("BTX", digits))


def _record(made: Certificate, kid: str, uri: str, index: int, at: datetime) -> CredentialRecord:
    return CredentialRecord(
        number=made.number,
        form=Form.PRINTED,
        kid=kid,
        list_uri=uri,
        index=index,
        payload=b"{}",
        digest=made.number.encode(),
        state=CredentialState.INTENDED,
        intended=at,
    )
