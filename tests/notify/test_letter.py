"""A mail as it leaves: one address, headers of one line, words in the reader's language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.errors import WatchError
from issuer.notify.letter import Letter, compose, read_address
from issuer.notify.letters import Letters
from issuer.wiring import TEMPLATES
from tests.notify.telling import make_list
from tests.store.making import AT, BODY

WRONG = [
    "",
    "desk",
    "desk@clinic",
    "a@b.example\r\nBcc: c@d.example",
    "a@b.example\n",
    "a@b.example, c@d.example",
    "<a@b.example>",
    '"a b"@c.example',
    "a..b@c.example",
    ".a@c.example",
    "a@-c.example",
    "a@c_d.example",
    "dösk@clinic.example",
    "a@clinic.example\u2028",
    "a" * 65 + "@b.example",
    "a@" + "b." * 130 + "example",
]


@pytest.mark.parametrize("text", [w for w in WRONG if w.strip() == w])
def test_what_is_not_one_plain_address_is_refused(text):
    """No line break, comment, name, quoted part or second address gets in."""
    with pytest.raises(WatchError):
        read_address(text)


def test_an_address_is_read_in_small_letters():
    """Spaces around it are a slip of the hand, and case makes no second list."""
    assert read_address(" First.Last+Tag@Clinic.Example\n") == "first.last+tag@clinic.example"


@given(st.text(max_size=80))
def test_whatever_is_read_can_be_written(text):
    """Total: every text is refused, or is an address to which a mail can be composed."""
    try:
        address = read_address(text)
    except WatchError:
        return
    assert read_address(address) == address
    made = compose(Letter(address, "S", "T\n"), sender="a@b.example", name="B", id="i", at=AT)
    assert made["To"].addresses[0].addr_spec == address


@pytest.mark.parametrize("field", ["to", "subject", "header"])
def test_no_value_adds_a_header(field):
    """A line break in an address, subject or header is refused where the mail is made."""
    evil = "a@b.example\r\nBcc: c@d.example"
    letter = Letter(
        evil if field == "to" else "a@b.example",
        evil if field == "subject" else "S",
        "T\n",
        {"List-Unsubscribe": evil if field == "header" else "<https://x.example/>"},
    )
    with pytest.raises(ValueError, match=r".+"):
        compose(letter, sender="a@b.example", name="B", id="i", at=AT)


def test_a_subject_is_one_line_whatever_the_values_hold():
    """Letters make one line of it before it is ever a header."""
    letters = Letters(TEMPLATES / "mail", BODY)
    watch = make_list(organisation="x\r\nBcc: c@d.example", confirmed=None)
    subject, _ = letters.render("watch_link", "en", watch=watch, link="L", end_link="E")
    assert "\n" not in subject


@pytest.mark.parametrize("language", ["en", "es", "ar", "xx"])
@pytest.mark.parametrize("topic", ["watch_link", "watch_changes", "holder_change"])
def test_every_mail_is_in_every_language(topic, language):
    """Each has all that it must say; a language that we lack is English."""
    from datetime import date  # noqa: PLC0415 - for this alone

    from issuer.notify.mails import Line  # noqa: PLC0415 - for this alone

    letters = Letters(TEMPLATES / "mail", BODY)
    spoken = "en" if language == "xx" else language
    line = Line("BTX-1", "expiring", AT, 30, date(2026, 12, 1))
    values = {"watch": make_list(), "lines": [line], "line": line, "link": "L!", "end_link": "E!"}
    subject, text = letters.render(topic, language, **values)
    assert subject
    assert BODY.telephone in text
    if topic == "watch_link":
        assert {"L!", "E!"} <= set(text.split())
    else:
        assert "BTX-1" in text
        assert f"{BODY.url}/v/BTX-1" in text
    english = letters.render(topic, "en", **values)
    assert ((subject, text) == english) is (spoken == "en")
