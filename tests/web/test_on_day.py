"""`?on=DATE` on a number's page and `on` in the API: the day asked for, and no other."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from tests.factories import NOON, FakeBody, make_number
from tests.web.verifier.clients import make_client
from verifier.status_list import Status

NUMBER = make_number()
LIFTED = NOON - timedelta(days=10)


@pytest.fixture
def body():
    """Return a body whose certificate was suspended for ten days, and is valid again."""
    made = FakeBody()
    made.release()
    made.change(Status.SUSPENDED, since=NOON - timedelta(days=20))
    made.change(Status.VALID, since=LIFTED)
    made.statuses.clear()
    return made


def ask(client, **asked):
    """Return what the API answers."""
    return json.loads(client.post("/api/v1/verify", json={"text": NUMBER, **asked}).data)


def page_of(client, day):
    """Return the text of a number's page."""
    answer = client.get(f"/v/{NUMBER}?on={day}")
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize(
    ("day", "result", "words"),
    [
        ("2026-10-30", "in_force", "It was in force on that day."),
        ("2026-10-31", "part_of_day", "It was in force until 12:00 UTC. Then it was suspended."),
        ("2026-11-05", "not_in_force", "The suspension was lifted later."),
        ("2026-11-15", "in_force", "It was in force on that day."),
        ("2026-11-21", "cannot_tell", "That day has not come yet."),
        ("2020-01-01", "not_in_force", "It began later, on 20 November 2025."),
    ],
)
def test_the_day_asked_for(body, day, result, words):
    """The API, the page and a row of a list say the same of a day; the verdict is of now."""
    client = make_client(body)
    told = ask(client, on=day)
    assert (told["reason"], told["on"]["day"], told["on"]["result"]) == ("valid", day, result)
    assert words in told["on"]["sentence"]
    status, page = page_of(client, day)
    assert status == 200
    assert told["on"]["sentence"] in page
    rows = client.post("/api/v1/verify/batch", json={"rows": [{"text": NUMBER, "on": day}]}).json
    assert rows["rows"][0]["on"] == told["on"]


def test_a_lifted_suspension_is_told_of_its_days_alone(body):
    """Who does not ask for such a day is not told: no date of it stands in any answer."""
    client = make_client(body)
    token = body.ledger.tokens[NUMBER]
    digest = next(digest.hex() for number, digest in body.ledger.entries if number == NUMBER)
    answers = [
        client.post("/api/v1/verify", json={"text": token, "on": "2026-11-15"}).text,
        client.post("/api/v1/verify", json={"text": NUMBER}).text,
        client.post("/api/v1/ledger", json={"number": NUMBER, "digest": digest}).text,
        client.get(f"/v/{NUMBER}?on=2026-11-15").text,
    ]
    for answer in answers:
        assert "2026-11-10" not in answer
        assert "10 November" not in answer
        assert "suspend" not in answer.lower().replace("suspended}", "")
    assert json.loads(answers[2])["since"] is None


def test_without_a_ledger_it_cannot_be_told(body):
    """A verifier alone knows no past, and says so."""
    client = make_client(body, has_ledger=False)
    told = client.post(
        "/api/v1/verify", json={"text": body.ledger.tokens[NUMBER], "on": "2026-11-15"}
    ).json
    assert (told["outcome"], told["on"]["result"]) == ("valid", "cannot_tell")


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "20261115", "2026-11-15T00:00:00"])
def test_what_is_no_day(body, day):
    """A sentence, and no verdict that somebody could take for an answer."""
    client = make_client(body)
    assert client.post("/api/v1/verify", json={"text": NUMBER, "on": day}).status_code == 400
    status, page = page_of(client, day)
    assert (status, "Write the day like 2026-03-31." in page) == (400, True)


def test_no_day_is_no_answer(body):
    """Without a day, `on` is null, and the page has no word of it."""
    client = make_client(body)
    assert ask(client)["on"] is None
    assert ask(client, on=None)["on"] is None
    assert "In force." not in page_of(client, "")[1]
