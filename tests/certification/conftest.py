"""Something valid to start from; a test changes one thing of it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuer.certification.exam_document import parse_exam_result
from issuer.certification.scheme_file import parse_scheme

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SCHEMES = Path(__file__).parent / "schemes"


@pytest.fixture(scope="session")
def at():
    return datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def examples():
    return EXAMPLES


@pytest.fixture(scope="session")
def schemes():
    return SCHEMES


@pytest.fixture(scope="session")
def btx_file():
    return (EXAMPLES / "btx-1.toml").read_text()


@pytest.fixture(scope="session")
def btx(btx_file):
    return parse_scheme(btx_file.encode())


@pytest.fixture(scope="session")
def radio():
    return parse_scheme((SCHEMES / "radio.toml").read_bytes())


@pytest.fixture(scope="session")
def document():
    """Return a passing document, changed at the dotted paths given; None takes a member out."""

    def make(**changes):
        members = json.loads((EXAMPLES / "physician.json").read_text())
        for path, value in changes.items():
            *parents, name = path.split("__")
            inner = members
            for parent in parents:
                inner = inner[parent]
            if value is None:
                del inner[name]
            else:
                inner[name] = value
        return members

    return make


@pytest.fixture(scope="session")
def result(document):
    """Return the result that a changed passing document reports."""

    def make(**changes):
        return parse_exam_result(json.dumps(document(**changes)).encode())

    return make
