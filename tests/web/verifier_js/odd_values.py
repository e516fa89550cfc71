"""What mutations put in: values, passages and letters on which two readers may disagree."""

from __future__ import annotations

import sys
from typing import Any

from verifier.credential import is_printable_name

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NAMES = ["Dr Amélie Example-Santos", "x", "예시", 'A "B" \\ C/D', "\U00020bb7" * 200, "a\u200db"]

# Passages of a payload, on the seams of JSON, of numbers and of UTF-8.
INSERTED = [
    *(b"", b"\0", b" ", b"\n", b"\x0b", b"\x7f", b"/", b"\\", b'"', b",", b"{", b"}", b"[]"),
    *(b"0", b"-", b"-0", b".0", b"e0", b"E+1", b"1e9", b"1e400", b"9" * 21, b"-" + b"9" * 20, b"."),
    *(b"NaN", b"Infinity", b"-Infinity", b"true", b"null", b"\\u0061", b"\\ud800", b"\\x"),
    b"\\ud83d\\ude00",
    *(b"\xef\xbb\xbf", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8"),
    *(b'"iss":1,', b'"exp":1,', b'"iat":0.5,', b'"__proto__":{"iat":1},', b'"nbf":1e9,', b'"0":0,'),
    *(b'"iat":9,', b'"iss":"https://cert.example.org",', b'"bits":1,', b'"sub":"x",', b"[" * 600),
]

VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 7, 1.0, 0.5, 1e300, 10**19, 10**20, -(10**19), -(10**20)),
    *(2**53, 2**53 + 1, 2**63, 253_402_300_799, 253_402_300_800, 1_795_000_000, 1 << 20),
    *("", "x", "7", "__proto__", "constructor", "toString", [], [1], [[]], {}),
    *({"status_list": None}, {"status_list": []}, {"status_list": "x"}, ["AAAAAA"], ["AAAAA"]),
    {"status_list": {"idx": 7}},
    *({"bits": 2}, {"bits": 2, "lst": ""}, {"bits": 2, "lst": 1}, {"bits": 2, "lst": "e"}),
    *("https://cert.example.org/t/2", "https://other.example", "BTX-7K3M-9QP5", "physician"),
]

# What a claim might nearly be.
PATHS = [
    *("", "/t/1", "/s/1", "/t/", "/s/", "/t/0", "/s/01", "/t/999999999", "/s/999999999"),
    *("/t/1000000000", "/s/1/", "/t/1\n", "/s/\u0661", "/t/+1", "/s/1.0", ".evil.example/t/1"),
]
ADDRESSES = [f"https://cert.example.org{path}" for path in PATHS]
PROFESSIONS = ["a", "a" * 32, "a" * 33, "a_0-", "1a", "_a", "A", "a ", "a\n", "\u0131", "a\u212a"]
TAGS = ["ar", "zh-Hant", "a", "abcd", "ab-x", "ab-xx-xx-xx", "ab-xx-xx-xx-xx", "ab-123456789", "AB"]
WHOLE = [b"null", b"[]", b"1", b'"iss"', b"true", b"", b" {} ", b'{"iss":null}', b"[null]"]


def odd_names() -> list[str]:
    """Return names at every edge of what a name may hold, of what is a space, and of a length."""
    names = [letter * count for letter in "x\u00e9\U0001f600" for count in (199, 200, 201)]
    for before, after in (("a", "b"), ("", "b"), ("a", "")):
        codes = range(1, sys.maxunicode + 1)
        judged = [is_printable_name(f"{before}{chr(code)}{after}") for code in codes]
        for code, last, this in zip(codes[1:], judged, judged[1:], strict=False):
            if last != this:
                names += [f"{before}{chr(each)}{after}" for each in (code - 1, code)]
    return names
