"""A scheme whose words do not fit the page is told before it is in force."""

from pathlib import Path

import pytest

from issuer.body.body import Body
from issuer.certificate.pdf import Typesetter
from issuer.certificate.rehearsal import Rehearsal
from issuer.certification.errors import SchemeError
from issuer.certification.scheme_file import parse_scheme
from issuer.wiring import TEMPLATES

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
BODY = Body(
    url="https://cert.example.org",
    name="Example Certification Board",
    telephone="+1 555 0100",
    signatory_name="Dr Example Signatory",
    signatory_role="Chair of the certification committee",
    time_zone="UTC",
)


@pytest.fixture(scope="module")
def rehearsal():
    return Rehearsal(BODY, Typesetter(TEMPLATES / "certificate"))


@pytest.mark.parametrize("name", ["btx-1.toml", "botulinum-toxin.toml"])
def test_our_examples_fit(rehearsal, name):
    """For every profession, on both papers, with a name as long as any."""
    rehearsal.of(parse_scheme((EXAMPLES / name).read_bytes()))


def test_too_many_words_are_told(rehearsal):
    """The mend names what to shorten, and the paper that is too small."""
    text = (EXAMPLES / "btx-1.toml").read_text("utf-8").partition("[languages")[0]
    scope = "".join(
        f'\n[[scope]]\nid = "more-{n}"\neveryday = "x"\n'
        f'text = "{("Many words of scope " * 9).strip()}"\n'
        for n in range(40)
    )
    with pytest.raises(SchemeError, match="shorten title, scope or limits_text"):
        rehearsal.of(parse_scheme((text + scope).encode()))


def test_a_character_without_a_font_is_told(rehearsal):
    """It would be found when the first certificate is drawn."""
    text = (EXAMPLES / "btx-1.toml").read_text("utf-8")
    with pytest.raises(SchemeError, match="profession: no font"):
        rehearsal.of(parse_scheme(text.replace("Registered nurse", "Nurse \U0001f600").encode()))
