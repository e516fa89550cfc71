"""What a clinic has beside what a certificate says; and whether it was in force on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import NOON, FakeBody, make_credential, make_number, make_type, make_world
from verifier.credential_type import TypeWords
from verifier.on_day import InForce
from verifier.roster.check import check_rows
from verifier.roster.match import Agreement, compare
from verifier.roster.row import Row
from verifier.status_list import Status
from verifier.verdict import Outcome

NUMBER = make_number()
M, D, N = Agreement.MATCHES, Agreement.DIFFERS, Agreement.NOT_TOLD
IN, OUT, UNKNOWN = InForce.IN_FORCE, InForce.NOT_IN_FORCE, InForce.CANNOT_TELL
MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)


def ask(body, *, has_ledger=True, **given):
    """Return the answer to one row."""
    world = make_world(body, has_ledger=has_ledger)
    row = Row.model_validate({"text": NUMBER, **given})
    (checked,) = check_rows(world.inquiry, world.trust, [row], at=NOON)
    return checked.answer


@pytest.fixture
def body():
    """Return a body that released one certificate."""
    made = FakeBody()
    made.release()
    return made


@pytest.mark.parametrize(
    ("given", "results"),
    [
        ({}, (N, N, N, N)),
        ({"name": "amelie example santos"}, (M, M, N, N)),
        ({"name": "Amelie Santos"}, (D, D, N, N)),
        ({"profession": "Physician"}, (M, N, M, N)),
        ({"profession": "registered nurse"}, (D, N, D, N)),
        ({"scope": "Glabella in adults"}, (M, N, N, M)),
        ({"scope": "frown lines between the BROWS"}, (M, N, N, M)),
        ({"scope": "lateral-canthal"}, (M, N, N, M)),
        ({"scope": "glabella; forehead"}, (M, N, N, M)),
        ({"scope": "glabella|masseter"}, (D, N, N, D)),
        ({"scope": "glabella and lip"}, (D, N, N, D)),
        ({"scope": "forehead, jaw"}, (D, N, N, D)),
        ({"scope": "not forehead"}, (D, N, N, D)),
        ({"scope": "the forehead of adults"}, (M, N, N, M)),
        ({"scope": "in adults"}, (D, N, N, D)),
        ({"scope": "lines"}, (D, N, N, D)),
        ({"scope": ";"}, (D, N, N, D)),
        ({"name": "Dr Amélie Example-Santos", "profession": "rn"}, (D, M, D, N)),
        ({"name": "أميلي مثال", "profession": "physician"}, (N, N, M, N)),
    ],
)
def test_what_the_clinic_has(body, given, results):
    """Each field is told by itself; one difference makes the whole differ."""
    match = ask(body, **given).match
    told = (match.result, match.name.result, match.profession.result, match.scope.result)
    assert told == results


def test_the_difference_is_shown(body):
    """The sentence has both sides' own words, and the sentence of the whole repeats it."""
    match = ask(body, name="Amélie Santos Smith", profession="rn", scope="masseter").match
    assert match.name.sentence == (
        "The certificate says Dr Amélie Example-Santos. "
        "Only on the certificate: Example. Only in your list: Smith."
    )
    assert match.profession.sentence == "The certificate says physician. Your list says rn."
    assert match.scope.sentence.startswith("Not covered: masseter. The certificate covers Glabella")
    for part in (match.name, match.profession, match.scope):
        assert part.sentence in match.sentence


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ({"profession": "Médica o MÉDICO"}, M),
        ({"profession": "enfermera"}, D),
        ({"scope": "arrugas del entrecejo"}, M),
        ({"scope": "Glabela | frown lines between the brows"}, M),
        ({"scope": "lineas"}, D),
        ({"scope": "labios"}, D),
    ],
)
def test_a_list_in_a_language_of_the_scheme(body, given, result):
    """Its words for profession and scope count in every language that it has."""
    words = TypeWords(
        title="Certificado",
        scope=("Glabela", "Frente", "Patas de gallo"),
        everyday=("Arrugas del entrecejo", "Líneas de la frente", "Líneas junto a los ojos"),
        professions={"physician": "médica o médico"},
    )
    body.kinds = [replace(make_type(body.url), translations={"es": words})]
    assert ask(body, **given).match.result is result


def test_the_name_in_its_own_script():
    """Either of the two names on a certificate is its holder's."""
    body = FakeBody()
    body.release(native_name="أميلي مثال", native_language="ar")
    assert ask(body, name="اميلي مثال").match.name.result is M
    assert ask(body, name="Amelie Example Santos").match.name.result is M
    assert ask(body, name="سارة مثال").match.name.result is D


def test_match_and_verdict_are_apart(body):
    """A withdrawn certificate may match, and a valid one differ; neither is told as the other."""
    valid = ask(body, name="Somebody Else")
    assert (valid.match.result, valid.verdict.outcome) == (D, Outcome.VALID)
    assert valid.outcome is Outcome.INVALID
    body.change(Status.REVOKED, since=MARCH)
    withdrawn = ask(body, name="Amelie Example-Santos")
    assert (withdrawn.match.result, withdrawn.verdict.outcome) == (M, Outcome.INVALID)


def test_nothing_proven_matches_nothing(body):
    """Without a proven certificate there is nothing to compare with, whatever the row says."""
    token = body.sign(make_credential(name="Somebody"))  # never released: a stolen key's
    for text in ("hello", make_number("0000000"), token):
        match = ask(body, text=text, name="Somebody", scope="glabella", on="2026-11-20")
        assert match.match.result is N
        assert "no proven certificate" in match.match.sentence
        assert match.on.result is UNKNOWN


def test_a_type_not_known_in_words():
    """A site that does not know the type says so, and compares the profession by its code."""
    row = Row(text=NUMBER, profession="physician", scope="glabella")
    match = compare(row, make_credential(), None)
    assert (match.profession.result, match.scope.result, match.result) == (M, N, N)


@pytest.mark.parametrize(
    ("day", "result"),
    [
        ("2025-11-19", OUT),
        ("2025-11-20", IN),
        ("2026-05-01", IN),
        ("2026-11-20", IN),
        ("2026-11-21", UNKNOWN),
        ("2027-11-19", UNKNOWN),
        ("2027-11-20", OUT),
    ],
)
def test_days_of_one_that_never_changed(body, day, result):
    """From its first day to today it was in force; later days have not come, until it ends."""
    answer = ask(body, on=day)
    assert answer.on.result is result
    assert answer.on.day == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["2025-11-20", "2026-11-19"])
def test_days_without_a_ledger(body, day):
    """A list says what is now: whether it was suspended on an earlier day nobody here knows."""
    token = body.ledger.tokens[NUMBER]
    answer = ask(body, has_ledger=False, text=token, on=day)
    assert (answer.verdict.outcome, answer.on.result) == (Outcome.VALID, UNKNOWN)
    assert ask(body, has_ledger=False, text=token, on="2026-11-20").on.result is IN
    assert ask(body, has_ledger=False, text=token, on="2025-11-19").on.result is OUT


@pytest.mark.parametrize("status", [Status.REVOKED, Status.SUSPENDED, Status.SUPERSEDED])
def test_days_of_one_that_ended(body, status):
    """Before the day of the change it was in force, and after it not; on it both."""
    body.change(status, since=MARCH)
    told = {day: ask(body, on=f"2026-03-0{day}").on for day in (2, 3, 4)}
    assert [told[day].result for day in (2, 3, 4)] == [IN, InForce.PART_OF_DAY, OUT]
    assert "until 15:00 UTC" in told[3].sentence


@pytest.mark.parametrize(("day", "outcome"), [(2, Outcome.VALID), (3, Outcome.INVALID)])
def test_a_part_of_a_day_is_not_the_day(body, day, outcome):
    """What a script should stop at: a day on which it was suspended for an hour."""
    body.change(Status.SUSPENDED, since=MARCH)
    body.change(Status.VALID, since=MARCH + timedelta(hours=1))
    body.statuses.clear()
    assert ask(body, on=f"2026-03-0{day}").outcome is outcome


def test_days_of_an_expired_one():
    """Expired today, it was in force on a day within its dates."""
    body = FakeBody()
    body.release(expires=NOON - timedelta(days=9, hours=12))
    answer = ask(body, on="2026-11-01")
    assert (answer.verdict.outcome, answer.on.result) == (Outcome.INVALID, IN)
    assert ask(body, on="2026-11-11").on.result is OUT


def test_days_when_the_check_was_not_finished(body):
    """A list too old to rely on leaves only what the dates say."""
    body.listed_at = NOON - timedelta(days=2)
    token = body.ledger.tokens[NUMBER]
    assert ask(body, has_ledger=False, text=token, on="2026-11-20").on.result is UNKNOWN
    assert ask(body, has_ledger=False, text=token, on="2025-01-01").on.result is OUT


def test_a_list_is_asked_for_once(body):
    """However many rows there are, all are told by one copy of the list; so is its absence."""
    asked = []
    token, fetch = body.ledger.tokens[NUMBER], body.fetch
    world = make_world(body, has_ledger=False)
    source = type("Source", (), {"fetch": lambda _, uri: asked.append(uri) or fetch(uri)})()
    world.inquiry.verifier.lists._source = source
    rows = [Row(text=token)] * 5
    told = [each.verdict for each in check_rows(world.inquiry, world.trust, rows, at=NOON)]
    assert (len(asked), all(told)) == (1, True)
    assert [each.answer.row for each in check_rows(world.inquiry, world.trust, rows, at=NOON)] == [
        *range(1, 6)
    ]
