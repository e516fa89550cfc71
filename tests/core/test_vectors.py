"""The committed vectors: each still has its verdict, and the script would write the same."""

from __future__ import annotations

import json

import pytest

from tests.vectors.case import from_json
from tests.vectors.make import FOLDER, differences
from verifier.verdict import Reason

FILES = [path for folder in ("accepted", "refused") for path in sorted((FOLDER / folder).iterdir())]
NO_TOKEN_HAS = {Reason.UNKNOWN_NUMBER, Reason.NUMBER_MISTYPED, Reason.UNREADABLE}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector(path):
    """The verdict is the one that the file expects, and shows what it says may be shown."""
    document = json.loads(path.read_text())
    expected = document["expected"]
    verdict = from_json(document).judge()
    assert (verdict.outcome, verdict.reason) == (expected["outcome"], expected["reason"])
    assert (verdict.credential is not None) is expected["shown"]
    assert document["name"] == path.stem
    assert document["why"].endswith(".")


def test_nothing_refused_is_ever_valid():
    """No vector of the folder `refused` expects a good verdict."""
    outcomes = {
        json.loads(path.read_text())["expected"]["outcome"]
        for path in FILES
        if path.parent.name == "refused"
    }
    assert outcomes == {"invalid", "undetermined"}


def test_every_reason_of_a_token_has_a_vector():
    """Whoever passes the vectors has met every reason that a token can have."""
    reasons = {Reason(json.loads(path.read_text())["expected"]["reason"]) for path in FILES}
    assert reasons == set(Reason) - NO_TOKEN_HAS


def test_the_vectors_are_what_the_script_writes():
    """No vector was edited, forgotten or left behind."""
    assert differences() == []
