"""Steps 1 and 2: a token has one spelling, and a header says three things and no more."""

from __future__ import annotations

import json

import pytest

from keys.jwk import key_id
from tests.core.making import (
    KEY,
    STRANGER,
    World,
    b64,
    make_header,
    make_jws,
    make_token,
    payload_with,
    signature,
    unb64,
)
from verifier import jws
from verifier.malformed import MalformedError
from verifier.verdict import Finding, Reason, Step

TOKEN = make_token()
HEAD, BODY, SIGNATURE = TOKEN.split(".")
KID = key_id(KEY.public_key())


def reason(token):
    return World().verify(token).reason


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="spaces"),
        pytest.param("null", id="null"),
        pytest.param("..", id="two stops"),
        pytest.param("https://cert.example.org/v#" + TOKEN, id="link"),
        pytest.param(f"{HEAD}.{BODY}", id="two segments"),
        pytest.param(f"{TOKEN}.{SIGNATURE}", id="four segments"),
        pytest.param(f"{HEAD}.{BODY}.{BODY}.{BODY}.{SIGNATURE}", id="five segments"),
        pytest.param(f"{HEAD}..{SIGNATURE}", id="empty payload"),
        pytest.param(f"{HEAD}.{BODY}.", id="empty signature"),
        pytest.param(TOKEN + "~", id="tilde"),
        pytest.param(TOKEN + "==", id="padded signature"),
        pytest.param(TOKEN + "=", id="half padded signature"),
        pytest.param(f"{HEAD}=.{BODY}.{SIGNATURE}", id="padded header"),
        pytest.param(TOKEN + "\n", id="newline"),
        pytest.param(TOKEN + "\r\n\r\n", id="newlines"),
        pytest.param(" " + TOKEN, id="leading space"),
        pytest.param(TOKEN + "\u200b", id="zero width space"),
        pytest.param(TOKEN + "\0", id="nul"),
        pytest.param(TOKEN + "\ud800", id="half a surrogate pair"),
        pytest.param(TOKEN[:99] + "\xad" + TOKEN[99:], id="soft hyphen"),
        pytest.param(TOKEN.replace(".", "\uff0e"), id="wide stops"),
        pytest.param(TOKEN.replace("e", "\u0435"), id="cyrillic e"),
        pytest.param(TOKEN.replace("1", "\u0661"), id="arabic digits"),
        pytest.param(f"{HEAD}A.{BODY}.{SIGNATURE}", id="header of 4n+1"),
        pytest.param(f"{HEAD}.{BODY}.{SIGNATURE}AAA", id="signature of 4n+1"),
        pytest.param(f"{HEAD}.{BODY}.{b64(unb64(SIGNATURE)[:-1])}", id="63 bytes"),
        pytest.param(f"{HEAD}.{BODY}.{b64(unb64(SIGNATURE) + b'A')}", id="65 bytes"),
        pytest.param(f"{HEAD}.{BODY}.{b64(unb64(SIGNATURE) * 2)}", id="128 bytes"),
        pytest.param(json.dumps({"payload": BODY, "signature": SIGNATURE}), id="json"),
    ],
)
def test_another_spelling_is_malformed(token):
    """Whatever is not three canonical segments is malformed, and fails at the form."""
    verdict = World().verify(token)
    assert verdict.reason is Reason.MALFORMED
    assert verdict.checks[0].step is Step.FORM
    assert verdict.checks[0].finding is Finding.FAILED


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.mark.parametrize("stray", range(1, 16))
def test_stray_bits_of_the_signature_are_malformed(stray):
    """The four bits of the last character that no byte needs must be zero."""
    last = ALPHABET[ALPHABET.index(SIGNATURE[-1]) ^ stray]
    token = TOKEN[:-1] + last
    assert unb64(token.split(".")[2]) == unb64(SIGNATURE)
    assert reason(token) is Reason.MALFORMED


def test_standard_alphabet_is_malformed():
    """`+` and `/` are of another base64."""
    payload = payload_with(name="\u00fe\u00ff" * 20)
    token = make_jws(payload)
    assert "-" in token or "_" in token
    assert reason(token) is Reason.VALID
    assert reason(token.replace("-", "+").replace("_", "/")) is Reason.MALFORMED


def test_size():
    """8,192 characters are read, one more is not, whatever they are."""
    room = 8192 - len(HEAD) - len(SIGNATURE) - 2
    assert jws.parse(f"{HEAD}.{'A' * room}.{SIGNATURE}")
    with pytest.raises(MalformedError, match="8193 characters"):
        jws.parse(f"{HEAD}.{'A' * (room + 1)}.{SIGNATURE}")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda h: h.replace(b"ES256", b"none"), id="alg none"),
        pytest.param(lambda h: h.replace(b"ES256", b"es256"), id="alg in lower case"),
        pytest.param(lambda h: h.replace(b"ES256", b"HS256"), id="alg HS256"),
        pytest.param(lambda h: h.replace(b"ES256", b"ES384"), id="alg ES384"),
        pytest.param(lambda h: h.replace(b"ES256", b""), id="alg empty"),
        pytest.param(lambda h: h.replace(b'"ES256"', b"1"), id="alg a number"),
        pytest.param(lambda h: h.replace(b"ES256", "\u0415S256".encode()), id="alg cyrillic"),
        pytest.param(lambda h: h.replace(b"dc+sd-jwt", b"JWT"), id="typ JWT"),
        pytest.param(lambda h: h.replace(b"dc+sd-jwt", b"vc+sd-jwt"), id="typ of old"),
        pytest.param(lambda h: h.replace(b"dc+sd-jwt", b"DC+SD-JWT"), id="typ in capitals"),
        pytest.param(lambda h: h.replace(b"dc+sd-jwt", b"statuslist+jwt"), id="typ of a list"),
        pytest.param(lambda h: h.replace(b'"dc+sd-jwt"', b"null"), id="typ null"),
        pytest.param(lambda h: h.replace(b',"typ":"dc+sd-jwt"', b""), id="no typ"),
        pytest.param(lambda h: h.replace(b',"kid":"' + KID.encode() + b'"', b""), id="no kid"),
        pytest.param(lambda h: h[:-1] + b',"crit":["alg"]}', id="crit"),
        pytest.param(lambda h: h[:-1] + b',"b64":true}', id="b64"),
        pytest.param(lambda h: h[:-1] + b',"zip":"DEF"}', id="zip"),
        pytest.param(lambda h: h[:-1] + b',"cty":"JWT"}', id="cty"),
        pytest.param(lambda h: h[:-1] + b',"jku":"http://127.0.0.1:9/k"}', id="jku"),
        pytest.param(lambda h: h[:-1] + b',"x5u":"http://127.0.0.1:9/c"}', id="x5u"),
        pytest.param(lambda h: h[:-1] + b',"jwk":{"kty":"oct","k":"AAAA"}}', id="jwk"),
        pytest.param(lambda h: h[:-1] + b',"alg":"ES256"}', id="alg twice"),
        pytest.param(lambda h: h.replace(b'"alg"', b'"\\u0061lg"'), id="escaped"),
        pytest.param(lambda h: h.replace(b",", b", "), id="a space"),
        pytest.param(lambda h: h + b"\n", id="newline after"),
        pytest.param(lambda h: b"\xef\xbb\xbf" + h, id="byte order mark"),
        pytest.param(lambda h: h.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(lambda h: h[:-1], id="cut short"),
        pytest.param(lambda _: b"{" * 3000, id="deep"),
        pytest.param(lambda _: b"\xff", id="no text"),
        pytest.param(lambda _: b"[]", id="a list"),
    ],
)
def test_another_header_is_malformed(change):
    """Of all headers, even genuinely signed ones, exactly one is accepted."""
    header = make_header()
    assert change(header) != header
    verdict = World().verify(make_jws(payload_with(), header=change(header)))
    assert verdict.reason is Reason.MALFORMED
    assert [check.finding for check in verdict.checks[:2]] == [Finding.PASSED, Finding.FAILED]


@pytest.mark.parametrize(
    "kid",
    [
        "",
        "x7Qa2",
        KID + "a",
        KID + " ",
        "../../",
        "/etc/p",
        "a' OR1",
        "\u212a" + KID[1:],
        "a\nb\ncd",
    ],
)
def test_a_kid_of_another_shape_is_malformed(kid):
    """A key's name is six characters of base64url before anybody looks for it."""
    header = make_header().replace(KID.encode(), kid.encode())
    assert reason(make_jws(payload_with(), header=header)) is Reason.MALFORMED


def test_header_is_written_and_read_alike():
    """What Header writes is read back, and asking for another type is refused."""
    header = jws.Header(typ="dc+sd-jwt", kid=KID)
    assert jws.parse_header(header.to_bytes(), typ="dc+sd-jwt") == header
    with pytest.raises(MalformedError):
        jws.parse_header(header.to_bytes(), typ="statuslist+jwt")


def test_identity_does_not_depend_on_the_signature():
    """Two signatures of one credential have one digest; another credential has another."""
    first, other = jws.parse(TOKEN), jws.parse(make_token(name="Other"))
    resigned = f"{HEAD}.{BODY}.{b64(signature(f'{HEAD}.{BODY}'.encode(), STRANGER))}"
    assert jws.parse(resigned).signature != first.signature
    assert jws.parse(resigned).digest == first.digest != other.digest


def test_compact_is_the_inverse_of_parse():
    """A token parsed and put together again is the same text."""
    unverified = jws.parse(TOKEN)
    assert jws.compact(unverified.signing_input, unverified.signature) == TOKEN
    header = jws.parse_header(unverified.header, typ="dc+sd-jwt")
    assert jws.signing_input(header, unverified.payload) == unverified.signing_input
