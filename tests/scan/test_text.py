"""From pasted text, or a QR code's, to a token or a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scan.documents import LINK, TOKEN
from verifier.number import CertificateNumber
from verifier.scan.found import FoundNumber, FoundToken, MistypedNumber
from verifier.scan.text import read_code, read_text, trim

NUMBER = FoundNumber(CertificateNumber("BTX", "7K1M9Q3"))


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        LINK.replace("https", "http"),
        LINK.replace("https://cert.example.org/v", "HTTPS://CERT.EXAMPLE.ORG/V"),
        LINK.replace(".org", ".org:8443"),
        LINK.replace("/v#", "/v/#"),
        LINK.replace("/v#", "/v?lang=ar&fbclid=IwAR0#"),
        LINK.replace("cert.example.org", "[::1]:8000"),
        LINK.replace("cert.example.org", "somebody.else.example"),
    ],
)
def test_a_links_fragment_is_the_token(link):
    """Scheme, host and path may be in any case; whose host it is does not matter."""
    assert read_text(link) == FoundToken(TOKEN)
    assert read_code(link) == FoundToken(TOKEN)


@pytest.mark.parametrize("fragment", ["", " ", "x", "a#b", "%2E", "BTX-7K1M-9Q30", "é\n"])
def test_a_fragment_is_passed_on_as_it_is(fragment):
    """Nothing in a fragment is trimmed, decoded or taken for a number."""
    assert read_text(f"https://cert.example.org/v#{fragment}") == FoundToken(fragment)


@pytest.mark.parametrize(
    "link",
    [
        "https://cert.example.org/v/BTX-7K1M-9Q30",
        "HTTPS://CERT.EXAMPLE.ORG/V/BTX-7K1M-9Q30",
        "http://127.0.0.1:8000/v/btx-7k1m-9q30/",
        "https://cert.example.org/v/BTX-7K1M-9Q30?lang=fr#top",
    ],
)
def test_a_link_to_a_number_is_the_number(link):
    """The page of a number is as good as the number."""
    assert read_text(link) == NUMBER
    assert read_code(link) == NUMBER


def test_a_mistyped_number_is_told_in_a_link_too():
    """A slip in a typed link is shown as the number that was typed."""
    assert read_text("https://cert.example.org/v/BTX-7K1M-9Q31") == MistypedNumber("BTX-7K1M-9Q31")


def test_a_typed_number_is_a_number():
    """A number is read as people type it, and a slip in it told."""
    assert read_text(" btx 7k1m 9q3o") == NUMBER
    assert read_text("BTX-7K1M-9Q31") == MistypedNumber("BTX-7K1M-9Q31")


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f" {TOKEN}",
        f"{TOKEN}\n",
        f"{TOKEN}~",
        "",
        "certificate",
        "https://cert.example.org/",
        "https://cert.example.org/verify#abc",
        "https://cert.example.org/x/v#abc",
        "https://cert.example.org/v/unknown",
        "https:///v#abc",
        "ftp://cert.example.org/v#abc",
        "http\N{LATIN SMALL LETTER LONG S}://cert.example.org/v#abc",
        "https://cert.example.org /v#abc",
        "file:///v#abc",
        "0198c2f4-7d3b-7c11-9a53-2f6a1b0c9d8e",
        "\ud800",
    ],
)
def test_everything_else_is_a_token_unchanged(text):
    """What is neither link nor number is left to the verifier to refuse, untrimmed."""
    assert read_text(text) == FoundToken(text)


@given(st.one_of(st.text(), st.text().map(lambda text: f"https://h/v/{text}")))
def test_reading_is_total(text):
    """Every text is something; a token found is the text or a part of it."""
    found = read_text(text)
    assert isinstance(found, FoundToken | FoundNumber | MistypedNumber)
    if isinstance(found, FoundToken):
        assert text.endswith(found.token)


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (f" \t\r\n\v\f{TOKEN}\n ", TOKEN),
        ("a b\n c", "a b\n c"),
        ("\N{NO-BREAK SPACE}a\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}a\N{NO-BREAK SPACE}"),
        (" \n", ""),
    ],
)
def test_trimming_drops_ascii_white_space_at_the_ends_and_nothing_else(pasted, meant):
    """What is inside, or is not ASCII white space, stays."""
    assert trim(pasted) == meant


@pytest.mark.parametrize("text", [LINK, TOKEN])
def test_a_code_may_hold_a_link_or_a_token(text):
    """Both lead to the token."""
    assert read_code(text) == FoundToken(TOKEN)


def test_a_code_may_hold_a_canonical_number():
    """A machine spells a number canonically."""
    assert read_code("BTX-7K1M-9Q30") == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.example.org/",
        "WIFI:S:clinic;T:WPA;P:secret.secret.secret;;",
        "btx 7k1m 9q30",
        "BTX-7K1M-9Q31",
        "https://cert.example.org/v/BTX-7K1M-9Q31",
        "one.two.three",
        f"{TOKEN}\N{REPLACEMENT CHARACTER}",
    ],
)
def test_a_code_for_something_else_is_no_find(text):
    """Other people's codes beside ours are not taken for certificates, nor for slips."""
    assert read_code(text) is None
