"""What strangers write is kept as far as it can be shown; the rest is told to be mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.complaints.complaint import Concern
from issuer.complaints.report import MAX_LINE, MAX_WORDS, Fault, Report, read_report, read_words

GOOD = {"concern": "harm", "words": "My eyelid hangs."}


def test_the_least_that_can_be_reported():
    """A kind and a few words are enough: no name, no number, no address."""
    assert read_report(**GOOD) == Report(Concern.HARM, "My eyelid hangs.")


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"concern": ""}, {Fault.CONCERN}),
        ({"concern": "HARM"}, {Fault.CONCERN}),
        ({"words": " \n\x00 "}, {Fault.WORDS}),
        ({"words": "x" * (MAX_WORDS + 1)}, {Fault.WORDS}),
        ({"number": "x" * (MAX_LINE + 1)}, {Fault.NUMBER}),
        ({"contact": "pat@"}, {Fault.CONTACT}),
        ({"contact": "a@b.example\nBcc: all@b.example"}, {Fault.CONTACT}),
        ({"concern": "", "words": "", "contact": "@"}, {*Fault} - {Fault.NUMBER}),
        ({"words": "x" * MAX_WORDS}, set()),
        ({"contact": "+1 555 0100, evenings"}, set()),
    ],
)
def test_what_has_to_be_mended(changes, faults):
    """All of it is told at once; each boundary is tried on both sides."""
    made = read_report(**GOOD | changes)
    assert (made if isinstance(made, frozenset) else frozenset()) == faults


def test_an_address_is_one_spelling_and_a_language_is_ours():
    """Small letters for the address; a language that nobody speaks is English."""
    made = read_report(**GOOD, contact=" Pat@Example.org ", language="xx")
    assert (made.contact, made.language) == ("pat@example.org", "en")
    assert read_report(**GOOD, language="ar").language == "ar"


def test_joiners_stay_and_what_turns_text_round_goes():
    """Persian and pictures need joiners; overrides of direction and controls are left out."""
    told = read_words("\u0645\u06cc\u200c\u062e \u202eevil\u202c \x07bell\r\nnext")
    assert told == "\u0645\u06cc\u200c\u062e evil bell\nnext"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300), st.text(max_size=20))
def test_total(words, number, contact, concern):
    """Any text gets an answer, and what is taken can be stored and shown."""
    for kind in (concern, "other"):
        made = read_report(concern=kind, words=words, number=number, contact=contact)
        if isinstance(made, Report):
            for text in (made.typed, made.contact, *made.words.split("\n")):
                assert "\0" not in text
                assert all(each.isprintable() or each in "\u200c\u200d" for each in text)
            assert read_words(made.words) == made.words
