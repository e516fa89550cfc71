"""Requests sent again: by key, by attempt, one after another and all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from werkzeug.test import TestResponse

from tests.web.issuer.conftest import Site, named, problem_of

SERVED_AT_ONCE = 8
KEY = {"Idempotency-Key": "order-66"}


def test_a_key_gets_the_first_answer_again(site: Site) -> None:
    """Same key, same body: the same answer, marked, and nothing is written."""
    first = site.report(headers=KEY)
    rows = site.rows()
    again = site.report(headers=KEY)
    assert (again.status_code, again.json) == (201, first.json)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert site.rows() == rows


def test_spelling_is_not_content(site: Site) -> None:
    """The same result in another spelling is the same request."""
    first = site.report(headers=KEY, completed_at="2026-10-16T15:30:00Z")
    again = site.report(headers=KEY, completed_at="2026-10-16T17:30:00.00+02:00")
    assert (again.status_code, again.json) == (201, first.json)


def test_a_key_is_for_one_request(site: Site) -> None:
    """Same key, another body: 422, whatever the body, and nothing is written."""
    site.report(headers=KEY)
    rows = site.rows()
    for changes in ({"attempt": "A-2"}, {"candidate": named("Dr Other")}, {"scheme": "btx-2"}):
        problem_of(site.report(headers=KEY, **changes), 422, "idempotency_conflict")
    assert site.rows() == rows


def test_keys_of_two_clients_do_not_meet(site: Site) -> None:
    """A key is remembered for each client apart."""
    site.report(headers=KEY)
    other = site.world.sign_in.make_api_key("another system", actor="test", at=site.clock())
    response = site.report(headers=KEY | {"Authorization": f"Bearer {other}"}, attempt="A-2")
    assert response.status_code == 201


def test_a_refused_request_may_be_sent_again(site: Site) -> None:
    """A key whose request was refused is tried anew; another body still needs another key."""
    with site.world.database.writing() as unit:
        unit.control.stop_issuing("drill")
    problem_of(site.report(headers=KEY), 503, "issuing_stopped")
    with site.world.database.writing() as unit:
        unit.control.stop_issuing(None)
    problem_of(site.report(headers=KEY, attempt="A-2"), 422, "idempotency_conflict")
    response = site.report(headers=KEY)
    assert response.status_code == 201
    assert "Idempotent-Replayed" not in response.headers


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "a" * 129, "a\tb"])
def test_a_key_is_visible_ascii(shared: Site, key: str) -> None:
    """Any other header is refused by its name, and nothing is written."""
    rows = shared.rows()
    problem = problem_of(shared.report(headers={"Idempotency-Key": key}), 422, "invalid_request")
    assert problem["errors"][0]["field"] == "Idempotency-Key"
    assert shared.rows() == rows


@pytest.mark.parametrize("key", ["~", "!", "a" * 128, '"8e03978e-40d5-43dd-bc93-6894a57f9324"'])
def test_every_such_key_is_taken(shared: Site, key: str) -> None:
    """1 to 128 visible characters, quoted as the draft has it or not."""
    response = shared.report(headers={"Idempotency-Key": key}, attempt=f"K-{len(key)}{key[:1]}")
    assert response.status_code == 201


@pytest.mark.parametrize("headers", [{}, KEY], ids=["by attempt", "by key"])
def test_fifty_at_once_make_one_certificate(site: Site, headers: dict[str, str]) -> None:
    """Each gets the one answer, or is told that it is being issued; afterwards all get it."""
    answers = _at_once(50, lambda _: site.report(headers=headers))
    told = Counter(
        response.text if response.status_code == 201 else response.json["code"]
        for response in answers
    )
    assert set(told) <= {site.report(headers=headers).text, "in_progress"}
    assert sum(1 for response in answers if response.status_code == 201) >= 1
    rows = site.rows()
    assert (rows["attempt"], rows["certificate"], rows["credential"]) == (1, 1, 1)
    assert rows["idempotency"] == bool(headers)


def test_one_key_with_fifty_bodies_at_once_acts_once(site: Site) -> None:
    """Of fifty different requests under one key one acts, and the others are refused."""
    answers = _at_once(50, lambda place: site.report(headers=KEY, attempt=f"A-{place}"))
    codes = Counter(
        response.status_code if response.status_code == 201 else response.json["code"]
        for response in answers
    )
    assert codes == {201: 1, "idempotency_conflict": 49}
    assert (site.rows()["attempt"], site.rows()["certificate"]) == (1, 1)


def test_fifty_different_results_at_once_are_all_issued(site: Site) -> None:
    """Parallel requests wait for each other; none is lost and none made twice."""
    answers = _at_once(50, lambda place: site.report(attempt=f"A-{place}"))
    assert Counter(response.status_code for response in answers) == {201: 50}
    numbers = {response.json["certificate"]["number"] for response in answers}
    assert len(numbers) == site.rows()["certificate"] == 50


def _at_once(count: int, ask: Callable[[int], TestResponse]) -> list[TestResponse]:
    """Ask `count` times, as many at once as two workers of four threads serve."""
    barrier = Barrier(SERVED_AT_ONCE)

    def wait_and_ask(place: int) -> TestResponse:
        if place < SERVED_AT_ONCE:
            barrier.wait()
        return ask(place)

    with ThreadPoolExecutor(SERVED_AT_ONCE) as pool:
        return list(pool.map(wait_and_ask, range(count)))
