"""Exam results on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.credentials.attempt import Decision, DecisionOutcome
from issuer.errors import AttemptConflictError, InProgressError, UnknownAttemptError
from tests.store.making import AT, GRANTED, SECOND, intend, make_attempt, tokens_of

DENIED = Decision(
    DecisionOutcome.DENIED,
    "person",
    "Ünal Öztürk",
    AT + SECOND,
    (("written_failed", "The written exam was not passed: “61” of 70."), ("late", "Too late.")),
)


def test_attempts_are_read_back(store):
    """What was recorded is found again, by scheme and ID, with or without a decision."""
    attempts = [
        make_attempt("A-0"),
        make_attempt("A-1", decision=None, received=AT + SECOND),
        make_attempt("A-2", decision=DENIED, document='{"name":"Zoë"}'.encode()),
    ]
    with store.writing() as unit:
        unit.attempts.add(attempts)
    with store.reading() as unit:
        found = unit.attempts.find("btx", ["A-2", "A-1", "A-0", "A-3"])
    assert found == {made.attempt: made for made in attempts}


def test_no_character_is_special(store):
    """Bytes and texts come back as they were, one alone and many at once."""
    reasons = (("code", "tab\tnewline\nback\\slash \\N quote'\" é 漢 🩺"), ("", ""))
    decision = Decision(DecisionOutcome.DENIED, "person", "\\N", AT, reasons)
    attempts = [
        make_attempt(name, document=bytes(range(256)) + b"\\N\t\n", decision=decision)
        for name in ("A'0", 'A"1\t', "A\\2", "\\N")
    ]
    with store.writing() as unit:
        unit.attempts.add(attempts[:1])
        unit.attempts.add(attempts[1:])
    with store.reading() as unit:
        found = unit.attempts.find("btx", [made.attempt for made in attempts])
    assert found == {made.attempt: made for made in attempts}


def test_nothing_is_found_for_nothing(store):
    """No IDs and unknown IDs find nothing."""
    with store.writing() as unit:
        unit.attempts.add([])
        assert unit.attempts.find("btx", []) == {}
        assert unit.attempts.find("btx", ["A-0"]) == {}


def test_an_id_is_of_one_scheme(store):
    """Two schemes may use the same ID for different attempts."""
    other = make_attempt(scheme="aux", document=b"{}")
    with store.writing() as unit:
        unit.attempts.add([make_attempt(), other])
        assert unit.attempts.find("aux", ["A-0"]) == {"A-0": other}


def test_an_attempt_with_other_content_is_refused(store):
    """An ID on record with another digest is a conflict; none of the batch is recorded."""
    with store.writing() as unit:
        unit.attempts.add([make_attempt("A-1")])
        with pytest.raises(AttemptConflictError):
            unit.attempts.add([make_attempt("A-0"), make_attempt("A-1", document=b"{}")])
        assert unit.attempts.find("btx", ["A-0"]) == {}


def test_an_attempt_with_the_same_content_is_in_progress(store):
    """An ID on record with the same digest was recorded by another request: ask again."""
    with store.writing() as unit:
        unit.attempts.add([make_attempt()])
        with pytest.raises(InProgressError):
            unit.attempts.add([make_attempt()])


def test_a_decision_is_recorded_once(store):
    """The first decision stays; there is nothing to decide after it."""
    with store.writing() as unit:
        unit.attempts.add([make_attempt(decision=None)])
        unit.attempts.decide("btx", "A-0", DENIED)
        with pytest.raises(UnknownAttemptError):
            unit.attempts.decide("btx", "A-0", GRANTED)
    with store.reading() as unit:
        assert unit.attempts.find("btx", ["A-0"])["A-0"].decision == DENIED


@pytest.mark.parametrize(("scheme", "attempt"), [("btx", "A-1"), ("aux", "A-0")])
def test_an_unknown_attempt_is_not_decided(store, scheme, attempt):
    """What is not on record waits for no decision."""
    with store.writing() as unit:
        unit.attempts.add([make_attempt(decision=None)])
        with pytest.raises(UnknownAttemptError):
            unit.attempts.decide(scheme, attempt, GRANTED)


def test_the_oldest_wait_first(store):
    """Those without a decision come oldest first, then by ID, as many as were asked for."""
    old = make_attempt("A-9", decision=None)
    new = [make_attempt(f"A-{n}", decision=None, received=AT + SECOND) for n in (3, 2)]
    with store.writing() as unit:
        unit.attempts.add([*new, make_attempt("A-1"), old])
    with store.reading() as unit:
        assert [made.attempt for made in unit.attempts.waiting(10)] == ["A-9", "A-2", "A-3"]
        assert unit.attempts.waiting(1) == [old]


def test_what_was_granted_and_has_no_certificate(store):
    """Those granted before the moment, oldest first: none denied, waiting or certified."""
    old, voided = make_attempt("A-9"), make_attempt("A-1")
    late = make_attempt("A-2", decision=replace(GRANTED, at=AT + SECOND))
    with store.writing() as unit:
        certified, dead = intend(unit, 0, 1)
        unit.credentials.void([dead.number], AT)
        intend(unit, 5)
        unit.credentials.release(tokens_of([certified]), AT)
        more = [make_attempt("A-3", decision=DENIED), make_attempt("A-4", decision=None)]
        unit.attempts.add([old, late, *more, make_attempt("A-0", scheme="aux")])
    with store.reading() as unit:
        found = unit.attempts.granted_unreleased(AT + SECOND, 10)
        assert [(made.scheme, made.attempt) for made in found] == [
            ("aux", "A-0"),
            ("btx", "A-1"),
            ("btx", "A-9"),
        ]
        assert found[1:] == [voided, old]
        assert unit.attempts.granted_unreleased(AT + 2 * SECOND, 10) == [*found, late]
        assert unit.attempts.granted_unreleased(AT + SECOND, 1) == found[:1]
        assert unit.attempts.granted_unreleased(AT, 10) == []
