"""Vectors whose payload says what a payload may not say, under a genuine signature (step 5)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.core.making import ISSUER, LIST, make_jws, payload_with, serialize
from tests.vectors.case import Case
from verifier.verdict import Reason

GOOD = payload_with()
IAT = json.loads(GOOD)["iat"]
EXP = json.loads(GOOD)["exp"]
REFERENCE = b'{"idx":7,"uri":"' + LIST.encode() + b'"}'


def wrong_claims() -> Iterator[tuple[str, Case]]:
    """Yield these vectors of the folder `refused`, by name."""
    for name, (why, payload) in (_spellings() | _dates() | _values()).items():
        assert payload != GOOD, name
        yield name, Case(why=why, reason=Reason.MALFORMED, token=make_jws(payload))


def _more(text: str) -> bytes:
    return GOOD[:-1] + text.encode() + b"}"


def _spellings() -> dict[str, tuple[str, bytes]]:
    claims = json.loads(GOOD)
    return {
        "duplicate-member": ("`exp` twice: readers disagree on which counts.", _more(',"exp":1')),
        "duplicate-escaped-member": ("`exp` twice, once escaped.", _more(',"\\u0065xp":1')),
        "escaped-member": (
            "A member's name with an escape.",
            GOOD.replace(b'"exp"', b'"\\u0065xp"'),
        ),
        "escaped-letter": (
            "A letter that needs no escape.",
            GOOD.replace("é".encode(), b"\\u00e9"),
        ),
        "escaped-slash": ("A slash needs no escape.", GOOD.replace(b"https:/", b"https:\\/", 1)),
        "space-inside": ("A space after a comma.", GOOD.replace(b",", b", ", 1)),
        "newline-after": ("A newline after the object.", GOOD + b"\n"),
        "more-after": ("A second value after the object.", GOOD + b"{}"),
        "member-order": ("Members in another order.", serialize(dict(sorted(claims.items())))),
        "member-unknown": ("A member that the format does not have.", _more(',"score":99')),
        "member-sub": ("A certificate is shown to anyone and has no `sub`.", _more(',"sub":"x"')),
        "member-aud": ("A certificate is shown to anyone and has no `aud`.", _more(',"aud":"x"')),
        "member-proto": ("`__proto__` is an unknown member.", _more(',"__proto__":{"a":1}')),
        "number-infinite": ("Not JSON.", _more(',"n":Infinity')),
        "number-of-5000-digits": ("A number without end.", _more(f',"n":{"9" * 4900}')),
        "number-beyond-a-double": ("A number that doubles call infinite.", _more(',"n":1e400')),
        "status-more": (
            "A member more in the reference.",
            GOOD.replace(b'"idx":7', b'"idx":7,"x":1'),
        ),
        "status-order": (
            "The reference in another order.",
            GOOD.replace(REFERENCE, b'{"uri":"' + LIST.encode() + b'","idx":7}'),
        ),
    }


def _date(name: str, text: str) -> bytes:
    old = {"iat": IAT, "exp": EXP}[name]
    return GOOD.replace(f'"{name}":{old}'.encode(), f'"{name}":{text}'.encode())


def _dates() -> dict[str, tuple[str, bytes]]:
    before = b',"exp":'
    return {
        "exp-text": ("A date in quotes.", _date("exp", f'"{EXP}"')),
        "exp-fraction": ("A date with a fraction.", _date("exp", f"{EXP}.0")),
        "exp-exponent": ("A date with an exponent.", _date("exp", "1.8e9")),
        "exp-true": ("Not a number.", _date("exp", "true")),
        "exp-null": ("Nothing.", _date("exp", "null")),
        "exp-year-10000": ("Beyond the year 9999.", _date("exp", "253402300800")),
        "exp-milliseconds": ("Milliseconds are not seconds.", _date("exp", f"{EXP}000")),
        "exp-missing": ("It never ends.", payload_with(exp=None)),
        "exp-at-iat": ("It ends as it begins.", _date("exp", str(IAT))),
        "iat-text": ("A date in quotes.", _date("iat", f'"{IAT}"')),
        "iat-missing": ("It was never signed.", payload_with(iat=None)),
        "nbf-at-iat": ("It says nothing.", GOOD.replace(before, f',"nbf":{IAT}'.encode() + before)),
        "nbf-before-iat-at-exp": (
            "Signed as it ends, though it took effect long before.",
            GOOD.replace(f'"iat":{IAT}'.encode(), f'"iat":{EXP},"nbf":{IAT}'.encode()),
        ),
        "nbf-at-exp": (
            "It ends as it begins.",
            GOOD.replace(before, f',"nbf":{EXP}'.encode() + before),
        ),
    }


def _reference(**changes: object) -> bytes:
    return payload_with(status={"status_list": {"idx": 7, "uri": LIST} | changes})


def _values() -> dict[str, tuple[str, bytes]]:
    own = b',"name#ar":"x","profession"'
    return {
        "jti-missing": ("No number.", payload_with(jti=None)),
        "jti-check-character": ("The check character is wrong.", payload_with(jti="BTX-7K3M-9QP6")),
        "jti-lower-case": ("A number has one spelling.", payload_with(jti="btx-7k3m-9qp5")),
        "name-empty": ("No name.", payload_with(name="")),
        "name-too-long": ("201 code points.", payload_with(name="x" * 201)),
        "name-space-after": ("A space at the end.", payload_with(name="x ")),
        "name-no-break-space": ("A space at the end.", payload_with(name="x\u00a0")),
        "name-reordered": ("U+202E turns the text around.", payload_with(name="a\u202eb")),
        "name-isolate": ("U+2066 turns the text around.", payload_with(name="a\u2066b")),
        "name-zero-width-space": ("U+200B is not seen.", payload_with(name="a\u200bb")),
        "name-filler": ("U+3164 is drawn as nothing.", payload_with(name="\u3164")),
        "name-tag": ("U+E0041 is not seen.", payload_with(name="a\U000e0041b")),
        "name-control": ("A control character.", payload_with(name="a\u0085b")),
        "name-newline": ("A line break.", payload_with(name="a\nb")),
        "name-half-a-pair": ("Half a surrogate pair.", payload_with(name="a\ud800b")),
        "own-name-twice": (
            "Two names in scripts of their own.",
            GOOD.replace(b',"profession"', b',"name#fa":"y"' + own),
        ),
        "own-name-language": (
            "No language tag.",
            GOOD.replace(b',"profession"', own.replace(b"#ar", b"#AR-")),
        ),
        "profession-upper-case": ("A code is in lower case.", payload_with(profession="RN")),
        "vct-of-another": ("Another issuer's type.", payload_with(vct="https://other.example/t/1")),
        "vct-suffix": ("A longer host.", payload_with(vct=ISSUER + ".evil.example/t/1")),
        "vct-query": ("An address with a query.", payload_with(vct=ISSUER + "/t/1?x")),
        "vct-of-a-list": ("The address of a list.", payload_with(vct=LIST)),
        "status-missing": ("Every credential can be revoked.", payload_with(status=None)),
        "status-empty": ("A status without a reference.", payload_with(status={})),
        "status-of-another": ("Another host's list.", _reference(uri="http://127.0.0.1:9/s/1")),
        "status-of-a-type": ("The address of a type.", _reference(uri=ISSUER + "/t/1")),
        "idx-negative": ("Before the list.", _reference(idx=-1)),
        "idx-too-large": ("2^20.", _reference(idx=1 << 20)),
        "idx-text": ("Not a number.", _reference(idx="7")),
        "idx-fraction": ("A number with a fraction.", _reference(idx=7.0)),
        "idx-true": ("Not a number.", _reference(idx=True)),
        "idx-beyond-a-double": ("2^53 + 1.", _reference(idx=2**53 + 1)),
    }
