"""The browser's own verification in real Chromium: each committed vector has its verdict."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.test_vectors import FILES
from tests.vectors.case import from_json
from tests.web.verifier_js.asking import IN_A_WORKER, IN_THE_PAGE, differences
from tests.web.verifier_js.conftest import Ask

DOCUMENTS: list[dict[str, Any]] = [json.loads(path.read_text()) for path in FILES]


@pytest.mark.browser
@pytest.mark.parametrize("how", [IN_THE_PAGE, IN_A_WORKER], ids=["page", "service worker"])
def test_every_vector(ask: Ask, how: str) -> None:
    """Outcome and reason are what the file expects, and what it hides is not told."""
    documents = [document for document in DOCUMENTS if document["ledger"] is None]
    assert len(documents) > 200
    answers = ask(map(from_json, documents), how)
    wrong = []
    for document, told in zip(documents, answers, strict=True):
        shown = told["credential"] is not None
        found = {"outcome": told["outcome"], "reason": told["reason"], "shown": shown}
        if found != document["expected"]:
            wrong.append(f"{document['name']}: {found}, not {document['expected']}")
    assert wrong == []


@pytest.mark.browser
def test_every_vector_as_python_without_a_ledger(ask: Ask) -> None:
    """Checks, credential, digest and the list's age are Python's, of vectors with a ledger too."""
    cases = [from_json(document) for document in DOCUMENTS]
    assert differences(cases, ask(cases)) == []
