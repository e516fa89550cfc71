"""Type metadata: what older types do not have, and what no type may say."""

import json
from dataclasses import replace

import pytest

from tests.factories import make_type
from verifier.credential_type import LicenceRegister, TypeWords
from verifier.malformed import MalformedError
from verifier.type_metadata import parse_document, to_document

PLAIN = replace(make_type(), shown=None)
WORDS = TypeWords("Título", ("a", "b", "c"), ("d", "e", "f"), {"rn": "enfermera"}, {"GB": "RU"})
REGISTER = LicenceRegister("GB", "United Kingdom", "Council", "https://c.example.org/", ("rn",))
WHOLE = replace(make_type(), registers=(REGISTER,), translations={"es": WORDS})


def document(**changes):
    """Return the whole type's document with changes, each at a path such as `shown.licence`."""
    members = json.loads(to_document(WHOLE))
    for path, value in changes.items():
        *steps, last = path.split("__")
        inner = members
        for step in steps:
            inner = inner[int(step) if step.isdecimal() else step]
        inner[last] = value
    return json.dumps(members).encode()


def test_a_type_from_before_there_were_these_keeps_its_bytes():
    """It has none of the members, is read without them, and is written as it was."""
    members = json.loads(to_document(PLAIN))
    assert not members.keys() & {"shown", "registers", "translations"}
    assert len(members["display"]) == 1
    parsed = parse_document(to_document(PLAIN))
    assert (parsed.shown, parsed.registers, parsed.translations) == (None, (), {})
    assert to_document(parsed) == to_document(PLAIN)


def test_wallets_read_the_title_in_each_language():
    """SD-JWT VC has a display for each locale."""
    shown = {each["locale"]: each["name"] for each in json.loads(to_document(WHOLE))["display"]}
    assert shown == {"en": WHOLE.title, "es": "Título"}


@pytest.mark.parametrize(
    "changes",
    [
        {"registers__0__url": "http://c.example.org/"},
        {"registers__0__url": "javascript:alert(1)"},
        {"registers__0__professions": [1]},
        {"registers": "none"},
        {"translations__es__scope": []},
        {"translations__es__places": {"GB": None}},
        {"translations": ["es"]},
        {"shown": True},
        {"shown__licence": 1},
        {"shown__training_hours": True},
        {"shown__training_hours": -1},
        {"shown__supervised_cases": 9.5},
    ],
)
def test_what_no_type_may_say(changes):
    """A register that is no https page, half a translation, or a figure that is none is refused."""
    assert parse_document(document()) == WHOLE
    with pytest.raises(MalformedError):
        parse_document(document(**changes))
