"""Nothing raises, and nothing that was changed passes: the verifier is total and strict."""

from __future__ import annotations

import json
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.making import (
    LIST,
    NOON,
    STATUS_KEY,
    World,
    b64,
    list_claims,
    make_header,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    payload_with,
    read,
    sign_list,
    trust_nobody,
    unb64,
)
from tests.factories import make_type
from verifier.malformed import MalformedError
from verifier.status_token import TYP as LIST_TYP
from verifier.trust import Trust
from verifier.trust_file import TrustFile, format_trust, parse_trust
from verifier.type_metadata import parse_document, to_document
from verifier.verdict import Outcome, Reason, Verdict

SEED = 20261120
TOKEN = make_token()
WORLD = World()

text = st.text(st.characters())  # with half surrogate pairs: that is what attackers send
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
claims = st.dictionaries(
    st.sampled_from(["iss", "vct", "jti", "name", "name#ar", "profession", "iat", "nbf", "exp"])
    | st.sampled_from(["status", "sub", "ttl", "status_list", "compromised_keys"])
    | text,
    json_values,
)


@given(text)
def test_any_text_gets_a_verdict(token):
    """Whatever a stranger sends, the answer is a verdict, and not a good one."""
    for verifier in (WORLD.verifier, trust_nobody()):
        verdict = verifier.verify(token, at=NOON)
        assert isinstance(verdict, Verdict)
        assert verdict.outcome is Outcome.INVALID


@given(st.binary(max_size=200), st.binary(max_size=600), st.binary(min_size=60, max_size=68))
def test_any_three_segments_get_a_verdict(header, payload, signature):
    """Three segments of anything at all are refused in an orderly way."""
    token = f"{b64(header)}.{b64(payload)}.{b64(signature)}"
    assert WORLD.verify(token).outcome is Outcome.INVALID
    token = f"{b64(make_header())}.{b64(payload)}.{b64(signature)}"
    assert WORLD.verify(token).outcome is Outcome.INVALID


@given(st.binary(min_size=1, max_size=600))
def test_any_signed_bytes_get_a_verdict(payload):
    """Even what our own key signs is judged by what it says."""
    assert WORLD.verify(make_jws(payload)).outcome is Outcome.INVALID


@given(claims)
def test_any_signed_claims_get_a_verdict(changes):
    """Any JSON in place of any claims, genuinely signed, is refused unless it is canonical."""
    payload = payload_with(**changes)
    verdict = WORLD.verify(make_jws(payload))
    if verdict.credential is not None:
        assert verdict.credential.to_payload() == payload
    else:
        assert verdict.outcome is Outcome.INVALID


@given(claims)
def test_any_signed_list_is_read_or_refused(changes):
    """Any JSON that the status key signs is a list or no list; the verdict is one of ours."""
    world = World(tokens={LIST: sign_list(list_claims() | changes)})
    assert isinstance(world.verify(TOKEN), Verdict)


@given(st.binary(max_size=600))
def test_any_signed_bytes_are_no_list(payload):
    """Bytes that the status key signed by mistake leave the status unknown."""
    token = make_jws(payload, key=STATUS_KEY, header=make_header(STATUS_KEY, LIST_TYP))
    assert World(tokens={LIST: token}).verify(TOKEN).reason is Reason.STATUS_UNAVAILABLE


@given(st.binary() | text.map(lambda t: t.encode("utf-8", "replace")))
def test_parsers_of_documents_are_total(data):
    """A trust file or type metadata of any bytes is refused in one way alone."""
    for parse in (parse_trust, parse_document, read):
        with suppress(MalformedError):
            parse(data)


MEMBERS = [
    "vct",
    "name",
    "scheme",
    "scope",
    "description",
    "professions",
    "shown",
    "registers",
    "translations",
]


@given(
    st.dictionaries(
        st.sampled_from(MEMBERS),
        json_values,
    )
)
def test_any_document_is_a_type_or_none(changes):
    """Type metadata with any JSON in any place is read or refused."""
    document = json.loads(to_document(make_type())) | changes
    with suppress(MalformedError):
        parse_document(json.dumps(document).encode())


def test_wounded_trust_files_are_read_or_refused():
    """300 damaged trust files: each is read or refused, most are refused."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, and no secret
    file = format_trust(TrustFile(Trust([make_issuer()]), {LIST: make_list()})).encode()
    refused = 0
    for _ in range(300):
        try:
            parse_trust(mutate(file, chance))
        except MalformedError:
            refused += 1
    assert refused > 100


def test_every_bit_counts():
    """Of all single-bit flips of a genuine token not one gets a good verdict, or another name."""
    for place, character in enumerate(TOKEN):
        for bit in range(8):
            changed = TOKEN[:place] + chr(ord(character) ^ 1 << bit) + TOKEN[place + 1 :]
            verdict = WORLD.verify(changed)
            assert verdict.outcome is Outcome.INVALID, (place, bit)
            assert verdict.credential is None


def test_every_truncation_is_malformed():
    """Every beginning and every end of a token is malformed."""
    for place in range(len(TOKEN)):
        assert WORLD.verify(TOKEN[:place]).reason is Reason.MALFORMED
        assert not WORLD.verify(TOKEN[place + 1 :])


def test_every_character_counts():
    """No character may be added anywhere, nor dropped."""
    for place in range(len(TOKEN) + 1):
        for added in "A_.= \n~\u200b":
            assert not WORLD.verify(TOKEN[:place] + added + TOKEN[place:])
        assert place == len(TOKEN) or not WORLD.verify(TOKEN[:place] + TOKEN[place + 1 :])


def mutate(data, chance):
    """Return bytes with one to four random wounds."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place, other = chance.randrange(len(data)), chance.randrange(len(data))
        kind = chance.randrange(5)
        if kind == 0:
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[place:place] = chance.choice([b"{", b"}", b'"', b"\\", b",", b"0", b"\xff", b"\0"])
        elif kind == 2 and len(data) > 4:
            del data[place : place + chance.randint(1, 3)]
        elif kind == 3:
            data[place:place] = data[other : other + chance.randint(1, 40)]
        else:
            data[place], data[other] = data[other], data[place]
    return bytes(data)


@pytest.mark.parametrize("part", ["token", "header", "payload", "signature"])
def test_mutations_are_refused(part):
    """2,000 wounded tokens a part, the same in every run: none passes and none raises."""
    chance = random.Random(f"{SEED}{part}")  # noqa: S311 - repeatable, and no secret
    parts = dict(zip(["header", "payload", "signature"], TOKEN.split("."), strict=True))
    for _ in range(2000):
        if part == "token":
            wounded = mutate(TOKEN.encode(), chance).decode("latin-1")
        else:
            changed = mutate(unb64(parts[part]), chance)
            wounded = ".".join((parts | {part: b64(changed)}).values())
        if wounded != TOKEN:
            assert WORLD.verify(wounded).outcome is Outcome.INVALID, wounded


def test_signed_mutations_are_canonical_or_refused():
    """2,000 wounded payloads with genuine signatures: what passes says exactly what was signed."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, and no secret
    passed = 0
    for _ in range(2000):
        payload = mutate(payload_with(), chance)
        verdict = WORLD.verify(make_jws(payload))
        if verdict.credential is not None:
            passed += 1
            assert verdict.credential.to_payload() == payload
    assert 0 < passed < 1000
