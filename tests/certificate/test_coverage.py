"""What our fonts cannot draw is named, and what they can is asked only once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.typesetting.coverage import Coverage

NAMES = [
    "Dr Amélie Example-Santos",
    "Nguyễn Thị Ánh",
    "Ελένη",
    "Ґалаґан Її",
    "ד״ר אמלי כהן",
    "Łódź",
]


class CountingFonts:
    """Fonts that lack some characters, and count how often they are asked."""

    def __init__(self, lacking):
        self.lacking = set(lacking)
        self.asked = 0

    def draws(self, text):
        self.asked += 1
        return self.lacking.isdisjoint(text)


@pytest.mark.parametrize("name", NAMES)
def test_ordinary_names_can_be_drawn(typesetter, name):
    """Latin with every accent, Greek, Cyrillic and Hebrew come with Typst's own fonts."""
    assert typesetter.undrawable(name) is None


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("Zoë 😀 and 🎈", "😀"),
        ("Ann\U00013000e", "\U00013000"),
        ("An\x00n", "\x00"),
        ("Ann\n", "\n"),
        ("Ann\u202eeb", "\u202e"),
        ("Ann\ue000", "\ue000"),
        ("Ann\ud800", "\ud800"),
        ("Ann\u2800", "\u2800"),
        ("\u3164", "\u3164"),
        ("Ann\u200e", "\u200e"),
        ("e\u0301" + "Z" + "\u0301" * 8, "Z" + "\u0301" * 8),
    ],
)
def test_the_first_character_paper_would_not_show(typesetter, text, character):
    """One without a glyph, an invisible one, or a tower of marks is named, marks included."""
    assert typesetter.undrawable(text) == character


def test_an_invisible_joiner_is_part_of_a_word(typesetter):
    """Persian and the scripts of India need the two joiners, so they alone pass."""
    assert typesetter.undrawable("a\u200cb\u200dc") is None


def test_what_was_drawn_once_is_not_asked_again():
    """A second name made of known characters costs no drawing."""
    fonts = CountingFonts("")
    coverage = Coverage(fonts.draws)
    assert coverage.undrawable("Anna") is None
    assert coverage.undrawable("nAnA nana") is None
    assert fonts.asked == 1 + 1  # the space is new in the second


def test_a_mark_is_proven_with_its_letter():
    """That a mark was drawn on one letter says nothing of another."""
    fonts = CountingFonts("")
    coverage = Coverage(fonts.draws)
    coverage.undrawable("xe\u0301")
    fonts.lacking = {"\u0301"}
    assert coverage.undrawable("e\u0301") is None
    assert coverage.undrawable("x\u0301") == "x\u0301"


@given(st.text(alphabet="abcdefghij", max_size=60), st.sets(st.sampled_from("abcdefghij")))
def test_it_is_the_first_in_reading_order(text, lacking):
    """Whatever the fonts lack, the one named is the first in the text, whatever is remembered."""
    coverage = Coverage(CountingFonts(lacking).draws)
    coverage.undrawable("abc")
    expected = next((character for character in text if character in lacking), None)
    assert coverage.undrawable(text) == expected


@given(st.text(max_size=30))
def test_every_text_gets_an_answer(typesetter, text):
    """No text makes Typst fail in another way: the answer is a part of the text, or None."""
    missing = typesetter.undrawable(text)
    assert missing is None or missing in text
