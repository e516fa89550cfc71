"""The signed list: whose it is, what it must say, and every way in which one may lie."""

from __future__ import annotations

import json
import zlib

import pytest

from keys.keyring import Purpose
from keys.signer import LocalSigner
from tests.core.making import (
    HOUR,
    ISSUER,
    KEY,
    LIST,
    NOON,
    SECOND,
    STATUS_KEY,
    STRANGER,
    World,
    b64,
    compress,
    list_claims,
    make_header,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    serialize,
    sign_list,
    trust_key,
    trust_status_key,
)
from verifier import jws
from verifier.malformed import MalformedError
from verifier.status_list import MAX_SIZE, Status, pack
from verifier.status_token import LIFETIME, TYP, StatusList, parse_status_list, sign_status_list
from verifier.verdict import Outcome, Reason

GOOD = list_claims()
PACKED = pack([], size=64).packed
DEFLATED = zlib.compress(PACKED)
SIGNED = make_list()


def parse(token, *keys):
    return parse_status_list(token, issuer=make_issuer(*keys), uri=LIST)


def with_list(**changes):
    """Return a signed list in whose `status_list` the members in `changes` stand."""
    return sign_list(GOOD | {"status_list": GOOD["status_list"] | changes})


def with_header(header):
    return make_jws(serialize(GOOD), key=STATUS_KEY, header=header)


def deflate(data, wbits):
    stream = zlib.compressobj(wbits=wbits)
    return stream.compress(data) + stream.flush()


def test_sign_and_parse_are_inverse():
    """A list signed is read back as it was, with the keys it warns of."""
    changed = [(1, Status.REVOKED), (2, Status.SUSPENDED), (63, Status.SUPERSEDED)]
    listed = StatusList(
        uri=LIST,
        issued=NOON,
        expires=NOON + LIFETIME,
        bits=pack(changed, size=64),
        compromised=frozenset({"AAAAAA", "-_9zZz"}),
    )
    token = sign_status_list(listed, issuer=make_issuer(), signer=LocalSigner(STATUS_KEY))
    assert parse(token) == listed


def test_what_a_signed_list_says():
    """The members are those of docs/format.md, and no compromised keys where there are none."""
    listed = StatusList(LIST, NOON, NOON + LIFETIME, pack([], size=64), frozenset())
    token = sign_status_list(listed, issuer=make_issuer(), signer=LocalSigner(STATUS_KEY))
    unverified = jws.parse(token)
    claims = json.loads(unverified.payload)
    assert list(claims) == ["iss", "sub", "iat", "exp", "ttl", "status_list"]
    assert (claims["iss"], claims["sub"], claims["ttl"]) == (f"{ISSUER}/status", LIST, 300)
    assert claims["exp"] - claims["iat"] == 86_400
    assert unverified.header == make_header(STATUS_KEY, TYP)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("<html>please sign in</html>", id="a page"),
        pytest.param(SIGNED + "\n", id="newline"),
        pytest.param(SIGNED + "==", id="padding"),
        pytest.param(SIGNED[:-1], id="cut short"),
        pytest.param(SIGNED.rpartition(".")[0] + "." + "A" * 86, id="bad signature"),
        pytest.param(make_token(), id="a credential"),
        pytest.param(make_list(key=STRANGER), id="unknown key"),
        pytest.param(make_list(key=KEY), id="credential key"),
        pytest.param(with_header(make_header(STATUS_KEY)), id="typ of a credential"),
        pytest.param(with_header(make_header(STATUS_KEY, "JWT").lower()), id="typ jwt"),
        pytest.param(
            with_header(make_header(STATUS_KEY, TYP).replace(b"ES256", b"none")), id="alg none"
        ),
        pytest.param(sign_list(GOOD | {"iss": ISSUER}), id="iss of the issuer"),
        pytest.param(sign_list(GOOD | {"iss": "https://other.example/status"}), id="other iss"),
        pytest.param(sign_list(GOOD | {"iss": None}), id="no iss"),
        pytest.param(make_list(uri=f"{ISSUER}/s/2"), id="another list"),
        pytest.param(sign_list(GOOD | {"sub": LIST + "/"}), id="sub with a slash"),
        pytest.param(sign_list(GOOD | {"sub": [LIST]}), id="sub a list"),
        pytest.param(sign_list(GOOD | {"iat": "1795176000"}), id="iat text"),
        pytest.param(sign_list(GOOD | {"iat": 1.5}), id="iat fraction"),
        pytest.param(sign_list(GOOD | {"iat": True}), id="iat true"),
        pytest.param(sign_list(GOOD | {"iat": -1}), id="iat negative"),
        pytest.param(sign_list(GOOD | {"iat": 10**18}), id="iat huge"),
        pytest.param(sign_list(GOOD | {"iat": None}), id="no iat"),
        pytest.param(sign_list(GOOD | {"exp": None}), id="no exp"),
        pytest.param(sign_list(GOOD | {"exp": 253_402_300_800}), id="exp in the year 10000"),
        pytest.param(sign_list(GOOD | {"exp": GOOD["iat"]}), id="exp at iat"),
        pytest.param(sign_list(GOOD | {"exp": GOOD["iat"] - 1}), id="exp before iat"),
        pytest.param(sign_list(GOOD | {"compromised_keys": "AAAAAA"}), id="keys are text"),
        pytest.param(sign_list(GOOD | {"compromised_keys": None}), id="keys are null"),
        pytest.param(sign_list(GOOD | {"compromised_keys": [1]}), id="keys are numbers"),
        pytest.param(sign_list(GOOD | {"compromised_keys": ["AAAAAAA"]}), id="seven letters"),
        pytest.param(sign_list(GOOD | {"compromised_keys": [["AAAAAA"]]}), id="lists in it"),
        pytest.param(sign_list(GOOD | {"status_list": None}), id="no list"),
        pytest.param(sign_list(GOOD | {"status_list": []}), id="a list as list"),
        pytest.param(with_list(bits=1), id="one bit"),
        pytest.param(with_list(bits=8), id="eight bits"),
        pytest.param(with_list(bits="2"), id="bits text"),
        pytest.param(with_list(bits=None), id="bits null"),
        pytest.param(with_list(lst=None), id="no lst"),
        pytest.param(with_list(lst=""), id="lst empty"),
        pytest.param(with_list(lst=1), id="lst a number"),
        pytest.param(with_list(lst=compress(PACKED) + "=="), id="lst padded"),
        pytest.param(with_list(lst=compress(b"\xff" * 99).replace("_", "/")), id="lst standard"),
        pytest.param(with_list(lst="\u0660"), id="lst of other digits"),
        pytest.param(with_list(lst="A"), id="lst of 4n+1"),
        pytest.param(with_list(lst=b64(PACKED)), id="not deflated"),
        pytest.param(with_list(lst=b64(deflate(PACKED, -15))), id="raw deflate"),
        pytest.param(with_list(lst=b64(deflate(PACKED, 31))), id="gzip"),
        pytest.param(with_list(lst=b64(DEFLATED[:-1])), id="lst cut short"),
        pytest.param(with_list(lst=b64(DEFLATED[:-4] + bytes(4))), id="wrong checksum"),
        pytest.param(with_list(lst=b64(DEFLATED + b"x")), id="lst and more"),
        pytest.param(with_list(lst=b64(DEFLATED * 2)), id="two streams"),
        pytest.param(with_list(lst=compress(b"")), id="no entries"),
        pytest.param(with_list(lst=b64(zlib.compress(bytes(MAX_SIZE // 4 + 1)))), id="too many"),
        pytest.param(with_list(lst=b64(zlib.compress(bytes(50_000_000)))), id="bomb"),
        pytest.param(make_jws(b"[]", key=STATUS_KEY, header=make_header(STATUS_KEY, TYP)), id="[]"),
        pytest.param(
            make_jws(b"[" * 9999, key=STATUS_KEY, header=make_header(STATUS_KEY, TYP)), id="deep"
        ),
    ],
)
def test_a_list_that_lies_is_not_believed(token):
    """It is refused by the parser, and the verdict is that there is no status."""
    with pytest.raises(MalformedError):
        parse(token)
    verdict = World(tokens={LIST: token}).verify(make_token())
    assert verdict.reason is Reason.STATUS_UNAVAILABLE
    assert verdict.outcome is Outcome.UNDETERMINED


@pytest.mark.parametrize(
    "token",
    [
        make_list(ttl=0),
        make_list(ttl=-1),
        make_list(ttl=10**18),
        make_list(ttl="x"),
        make_list(compromised_keys=[]),
        make_list(exp=GOOD["iat"] + 1),
        make_list(exp=253_402_300_799),
        make_list(aggregation_uri="https://cert.example.org/lists"),
    ],
)
def test_what_does_not_matter_to_a_reader(token):
    """`ttl` is advice, other members are others', and a far `exp` makes no list live longer."""
    assert World(tokens={LIST: token}).verify(make_token())
    late = World(tokens={LIST: token}).verify(make_token(), at=NOON + LIFETIME)
    assert late.reason is Reason.STALE


@pytest.mark.parametrize(
    ("since", "until", "believed"),
    [
        (NOON, None, True),
        (NOON + SECOND, None, False),
        (NOON - HOUR, NOON + SECOND, True),
        (NOON - HOUR, NOON, False),
    ],
)
def test_a_status_key_signs_in_its_period(since, until, believed):
    """A list is dated within the period of the key that signed it."""
    key = trust_status_key(since=since, until=until)
    world = World(make_issuer(trust_key(), key))
    assert bool(world.verify(make_token())) is believed


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(trust_status_key(compromised=NOON + HOUR), id="compromised"),
        pytest.param(trust_status_key(purpose=Purpose.CREDENTIAL), id="credential key"),
        pytest.param(trust_status_key(purpose=Purpose.CHECKPOINT), id="checkpoint key"),
        pytest.param(trust_key(STATUS_KEY, purpose=Purpose.STATUS), id="of the issuer itself"),
    ],
)
def test_only_a_status_key_signs_lists(key):
    """The key belongs to the status issuer, serves lists, and is in nobody else's hands."""
    world = World(make_issuer(trust_key(), key))
    assert world.verify(make_token()).reason is Reason.STATUS_UNAVAILABLE


def test_the_largest_list():
    """2^20 entries are read, in stored, compressed and incompressible form; the last one counts."""
    last = bytes(MAX_SIZE // 4 - 1) + b"\x40"
    noise = bytes((i * i * 2654435761 >> 13) & 255 for i in range(MAX_SIZE // 4 - 1)) + b"\x40"
    for lst in (compress(last), b64(zlib.compress(last, 9)), b64(zlib.compress(noise, 9))):
        listed = parse(with_list(lst=lst))
        assert len(listed.bits) == MAX_SIZE
        assert listed.bits[MAX_SIZE - 1] is Status.REVOKED
