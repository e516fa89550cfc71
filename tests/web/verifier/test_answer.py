"""The public JSON: the same members for every verdict, a credential only where one is proven."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.factories import ISSUER, NOON, FakeBody, make_credential, make_number
from verifier.answer import Answer, to_answer
from verifier.trust import Trust, is_specimen
from verifier.verdict import Check, Finding, Reason, Step, Verdict

TRUST = Trust([FakeBody().trusted])
MEMBERS = [
    "outcome",
    "reason",
    "headline",
    "sentence",
    "advice",
    "checked_at",
    "status_as_of",
    "since",
    "successor",
    "checks",
    "credential",
    "several",
    "saved_again",
    "on",
    "earlier_number",
]


@pytest.mark.parametrize("reason", Reason)
def test_every_verdict_has_the_same_members(reason: Reason) -> None:
    """Whatever the reason, the object has these members, and is JSON."""
    answer = to_answer(Verdict(reason, NOON), TRUST)
    assert list(answer) == MEMBERS
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert (answer["outcome"], answer["reason"]) == (reason.outcome.value, reason.value)


def test_what_was_proven_is_told_in_full() -> None:
    """Moments are RFC 3339 in UTC, the last whole day is a date, and the type gives the words."""
    credential = make_credential(native_name="د. أميلي", native_language="ar")
    verdict = Verdict(
        Reason.SUPERSEDED,
        NOON,
        checks=(Check(Step.FORM, Finding.PASSED),),
        credential=credential,
        status_as_of=NOON,
        since=datetime(2026, 3, 3, 15, tzinfo=UTC),
        successor="BTX-8Z2K-4TTM",
    )
    answer = to_answer(verdict, TRUST)
    assert answer["checked_at"] == answer["status_as_of"] == "2026-11-20T12:00:00Z"
    assert answer["since"] == "2026-03-03T15:00:00Z"
    assert answer["successor"] == "BTX-8Z2K-4TTM"
    assert answer["checks"] == [
        {"step": "form", "name": "It is complete and readable", "finding": "passed"}
    ]
    assert answer["credential"] == {
        "issuer": {
            "url": ISSUER,
            "name": "Example Certification Board",
            "telephone": "+1 555 0100",
            "specimen": False,
        },
        "number": make_number(),
        "name": "Dr Amélie Example-Santos",
        "native_name": {"text": "د. أميلي", "language": "ar"},
        "profession": {"code": "physician", "label": "physician"},
        "title": "Certificate in Botulinum Toxin Injection for Aesthetic Indications",
        "scheme": "btx",
        "version": "2026.1",
        "scope": ["Glabella in adults", "Forehead in adults", "Lateral canthal lines in adults"],
        "everyday": [
            "Frown lines between the brows",
            "Lines across the forehead",
            "Lines beside the eyes",
        ],
        "shown": {
            "licence": True,
            "identity": True,
            "training_hours": 32,
            "supervised_cases": 10,
            "written": True,
            "practical": True,
        },
        "effective": "2025-11-20T12:00:00Z",
        "valid_through": "2027-11-19",
        "expires": "2027-11-20T00:00:00Z",
        "type": f"{ISSUER}/t/1",
    }


def test_a_type_or_issuer_that_went_away_leaves_no_hole() -> None:
    """Where trust no longer knows the type or issuer, its words are null or empty, not an error."""
    verdict = Verdict(Reason.VALID, NOON, credential=make_credential(profession="rn"))
    credential = to_answer(verdict, Trust([]))["credential"]
    assert credential["title"] is None
    assert credential["everyday"] == []
    assert credential["shown"] is None
    assert credential["profession"] == {"code": "rn", "label": "rn"}
    assert credential["issuer"]["name"] == ISSUER


def test_labels_are_the_scheme_s() -> None:
    """A profession is told with the word that the type has for its code."""
    verdict = Verdict(Reason.VALID, NOON, credential=make_credential(profession="rn"))
    label = to_answer(verdict, TRUST)["credential"]["profession"]["label"]
    assert label == "registered nurse"


@pytest.mark.parametrize(
    ("url", "specimen"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://cert.example.org", False),
        ("https://127.0.0.1.example.org", False),
    ],
)
def test_what_lives_on_loopback_is_a_specimen(url: str, *, specimen: bool) -> None:
    """Loopback alone makes a demonstration; a name that looks like it does not."""
    assert is_specimen(url) is specimen


def test_the_model_is_the_answer() -> None:
    """The model that describes the API reads every answer back."""
    verdict = Verdict(Reason.VALID, NOON, credential=make_credential())
    answer = to_answer(verdict, TRUST)
    assert Answer.model_validate(answer).model_dump(mode="json") == answer
