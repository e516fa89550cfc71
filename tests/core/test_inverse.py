"""What the core writes it reads, and what it reads it would write: one spelling for one value."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keys.keyring import Keyring, Purpose, TrustedKey
from keys.signer import LocalSigner
from tests.core.making import (
    DAY,
    ISSUER,
    KEY,
    LIST,
    NOON,
    STATUS_KEY,
    STRANGER,
    World,
    make_issuer,
    make_jws,
    make_list,
    read,
)
from tests.factories import make_type
from verifier import jws
from verifier.credential import MAX_INDEX, Credential, StatusReference, is_printable_name
from verifier.credential_type import CredentialType, LicenceRegister, Shown, TypeWords
from verifier.number import ALPHABET, CertificateNumber
from verifier.status_list import StatusBits
from verifier.status_token import StatusList, parse_status_list, sign_status_list
from verifier.trust import STATUS_ISSUER, Trust, TrustedIssuer
from verifier.trust_file import TrustFile, format_trust, parse_trust
from verifier.type_metadata import parse_document, to_document

START = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.integers(0, 253_402_300_799).map(lambda s: START + timedelta(seconds=s))
names = st.text(min_size=1, max_size=200).filter(is_printable_name)
kids = st.text(alphabet="ABCDxyz0129-_", min_size=6, max_size=6)
numbers = st.builds(
    CertificateNumber,
    st.text(alphabet=ALPHABET, min_size=2, max_size=5),
    st.text(alphabet=ALPHABET, min_size=7, max_size=7),
).map(str)
native = st.none() | st.tuples(
    st.from_regex(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True), names
)


@st.composite
def credentials(draw):
    """Return any credential of our issuer that the format can say."""
    dates = sorted(draw(st.lists(moments, min_size=3, max_size=3, unique=True)))
    tag, own = draw(native) or (None, None)
    return Credential(
        issuer=ISSUER,
        type=f"{ISSUER}/t/{draw(st.integers(1, 999_999_999))}",
        number=draw(numbers),
        name=draw(names),
        profession=draw(st.from_regex(r"[a-z][a-z0-9_-]{0,31}", fullmatch=True)),
        signed=dates[0],
        effective=draw(st.sampled_from(dates[:2])),
        expires=dates[2],
        status=StatusReference(LIST, draw(st.integers(0, MAX_INDEX - 1))),
        native_name=own,
        native_language=tag,
    )


@given(credentials())
def test_payload(credential):
    """A credential comes back from its payload, and the payload from what it says."""
    payload = credential.to_payload()
    assert read(payload) == credential
    # The rule as a JavaScript reader states it.
    claims = json.loads(payload)
    assert json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode() == payload


@given(credentials())
def test_a_genuine_token_is_never_malformed(credential):
    """Whatever the format can say is read, verified and shown as it was."""
    since = START - timedelta(days=1)
    ring = [
        TrustedKey(ISSUER, Purpose.CREDENTIAL, KEY.public_key(), since),
        TrustedKey(ISSUER + STATUS_ISSUER, Purpose.STATUS, STATUS_KEY.public_key(), since),
    ]
    proven = World(make_issuer(*ring)).verifier.prove(make_jws(credential.to_payload()), at=NOON)
    assert proven.credential == credential


@given(kids, st.sampled_from(["dc+sd-jwt", "statuslist+jwt"]))
def test_header(kid, typ):
    """A header comes back from its bytes."""
    header = jws.Header(typ=typ, kid=kid)
    assert jws.parse_header(header.to_bytes(), typ=typ) == header


@given(st.binary(min_size=1, max_size=300), st.binary(min_size=64, max_size=64), kids)
def test_token(payload, signature, kid):
    """A token comes back from its parts, whatever is signed."""
    signed = jws.signing_input(jws.Header(typ="dc+sd-jwt", kid=kid), payload)
    unverified = jws.parse(jws.compact(signed, signature))
    assert unverified.payload == payload
    assert unverified.signature == signature
    assert unverified.signing_input == signed


@given(
    st.integers(0, 99 * 365),
    st.integers(1, 10**6),
    st.binary(min_size=1, max_size=64),
    st.frozensets(kids),
)
def test_status_list(day, lives, packed, compromised):
    """A status list comes back from its token."""
    issued = START + day * DAY
    made = StatusList(
        LIST, issued, issued + timedelta(seconds=lives), StatusBits(packed), compromised
    )
    key = TrustedKey(ISSUER + STATUS_ISSUER, Purpose.STATUS, STATUS_KEY.public_key(), START)
    issuer = make_issuer(key)
    token = sign_status_list(made, issuer=issuer, signer=LocalSigner(STATUS_KEY))
    assert parse_status_list(token, issuer=issuer, uri=LIST) == made


words = st.text(min_size=1, max_size=40)
few = st.integers(0, 10_000)
shown = st.builds(
    Shown,
    licence=st.booleans(),
    identity=st.booleans(),
    training_hours=few,
    supervised_cases=few,
    written=st.booleans(),
    practical=st.booleans(),
)
registers = st.builds(
    LicenceRegister,
    region=words,
    place=words,
    regulator=words,
    url=words.map(lambda path: f"https://register.example.org/{path}"),
    professions=st.lists(words, max_size=2).map(tuple),
)


@st.composite
def types(draw):
    scope = draw(st.lists(st.tuples(words, words), max_size=3))
    some, labels = st.lists(words, min_size=len(scope), max_size=len(scope)), st.dictionaries
    translated = st.builds(
        TypeWords,
        title=words,
        scope=some.map(tuple),
        everyday=some.map(tuple),
        professions=labels(words, words, max_size=2),
        places=labels(words, words, max_size=2),
    )
    return CredentialType(
        url=f"{ISSUER}/t/1",
        title=draw(words),
        scheme=draw(words),
        version=draw(words),
        scope=tuple(text for text, _ in scope),
        everyday=tuple(everyday for _, everyday in scope),
        professions=draw(st.dictionaries(words, words, max_size=3)),
        limits=draw(words),
        shown=draw(st.none() | shown),
        registers=tuple(draw(st.lists(registers, max_size=2))),
        translations=draw(labels(words, translated, max_size=2)),
    )


@given(types())
def test_type_metadata(kind):
    """A type comes back from its document, whose bytes are always the same."""
    assert parse_document(to_document(kind)) == kind
    assert to_document(parse_document(to_document(kind))) == to_document(kind)


@given(words, words, st.none() | moments, st.none() | moments)
def test_trust_file(name, telephone, until, compromised):
    """Whom to believe comes back from its file, with every date, and the lists with it."""
    keys = [
        TrustedKey(ISSUER, Purpose.CREDENTIAL, KEY.public_key(), NOON, until, compromised),
        TrustedKey(ISSUER + STATUS_ISSUER, Purpose.STATUS, STATUS_KEY.public_key(), NOON),
        TrustedKey(ISSUER, Purpose.CHECKPOINT, STRANGER.public_key(), NOON),
    ]
    kind = make_type()
    issuer = TrustedIssuer(ISSUER, name, telephone, Keyring(keys), NOON, {kind.url: kind})
    file = TrustFile(Trust([issuer]), {LIST: make_list()})
    again = parse_trust(format_trust(file).encode())
    (found,) = again.trust.issuers
    assert replace(found, keyring=issuer.keyring) == issuer
    assert [_said(key) for key in found.keyring] == [_said(key) for key in keys]
    assert again.lists == file.lists


def _said(key):
    return (key.issuer, key.purpose, key.kid, key.since, key.until, key.compromised)
