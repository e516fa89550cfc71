"""Strict JSON: what is read, what is refused, and that nothing costs more than its size."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.strict_json import StrictJsonError, load_object, load_value


def load(data):
    return load_value(data, max_bytes=65536, max_depth=8)


def test_object():
    """An ordinary object is read, its integers as int and its fractions exactly."""
    data = '{"a":[1,-2,true,null,"é"],"b":71.99999999999999999}'.encode()
    assert load_object(data, max_bytes=100, max_depth=2) == {
        "a": [1, -2, True, None, "é"],
        "b": Decimal("71.99999999999999999"),
    }


@pytest.mark.parametrize("data", [b"[]", b"1", b'"{}"', b"null"])
def test_only_an_object_is_an_object(data):
    """load_object refuses every other value."""
    with pytest.raises(StrictJsonError, match="object"):
        load_object(data, max_bytes=100, max_depth=8)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a":1,"a":1}', "named twice: 'a'"),
        (b'[{"b":{"a":1,"\\u0061":2}}]', "named twice: 'a'"),
        ('{"é":1,"é":1}'.encode(), r"named twice: '\\xe9'"),
        (b'{"' + b"k" * 99 + b'":1,"' + b"k" * 99 + b'":1}', "named twice: 'k{40}'$"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b'{"a":-Infinity}', "-Infinity"),
        (b'"\\ud800"', "surrogate"),
        (b'["\\uDFFF"]', "surrogate"),
        (b'{"\\ude00\\ud83d":1}', "surrogate"),
        (b'"\xed\xa0\x80"', "not UTF-8 at byte 1"),
        (b'"\\u0000"', "NUL"),
        (b'{"a\\u0000":1}', "NUL"),
        (b'"\x00"', "not JSON at line 1"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b"1" * 21, "20 digits"),
        (b"-" + b"1" * 21, "20 digits"),
        (b"1" * 5000, "20 digits"),
        (b"0." + b"1" * 30, "20 digits"),
        (b"1e21", "exponent"),
        (b"1e-21", "exponent"),
        (b"1e999999999", "exponent"),
        (b"1E+" + b"9" * 5000, "exponent"),
        (b"[" * 9 + b"]" * 9, "deeper than 8"),
        (b"[" * 60_000, "deeper than 8"),
        (b'{"a":' * 9000, "deeper than 8"),
        (b"", "not JSON"),
        (b"{}{}", "not JSON"),
        (b"{'a':1}", "not JSON"),
        (b'{"a":1,}', "not JSON"),
        (b"01", "not JSON"),
        (b'"\t"', "not JSON"),
        (b'"' + b"x" * 65536 + b'"', "longer than 65536 bytes"),
    ],
)
def test_refused(data, why):
    """Each way to bend JSON is refused, and the message says which it was."""
    with pytest.raises(StrictJsonError, match=why):
        load(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"1" * 20, int("1" * 20)),
        (b"-" + b"1" * 20, -int("1" * 20)),
        (b"1e20", Decimal("1e20")),
        (b"1e-20", Decimal("1e-20")),
        (b"[" * 8 + b"]" * 8, [[[[[[[[]]]]]]]]),
        (b'["[[[[[[[[[[", "\\"{{{{{{{{{{{"]', ["[[[[[[[[[[", '"{{{{{{{{{{{']),
        (b"[" * 8 + b"]" * 7 + b",[]]", [[[[[[[[]]]]]]], []]),
        (b"[[],[],[],[],[],[],[],[],[]]", [[]] * 9),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\\\ud800"', "\\ud800"),
        (b'"\\\\u0000"', "\\u0000"),
        (b" \n1\t\r", 1),
        (b'"' + b"x" * 65534 + b'"', "x" * 65534),
    ],
)
def test_just_inside_each_limit(data, value):
    """What only looks like a breach, or stays within by one, is read."""
    assert load(data) == value


def test_a_limit_beyond_the_stack_is_still_a_refusal():
    """Depth never ends in a RecursionError, whatever limit the caller sets."""
    with pytest.raises(StrictJsonError, match="nested"):
        load_value(b"[" * 200_000, max_bytes=10**6, max_depth=10**6)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            b"[" + b"[]," * 9 + b'"' + b'\\"' * 99_000, id="open string of escaped quotes"
        ),
        pytest.param(b"[" + b"[]," * 9 + b'"' * 99_001, id="quotes"),
        pytest.param(
            json.dumps({str(n): n for n in range(50_000)}).encode()[:-1] + b',"49999":1}',
            id="fifty thousand members and one twice",
        ),
    ],
)
def test_no_quadratic_work(data):
    """The worst shapes are refused in time by their size: quadratic work would take minutes."""
    began = time.process_time()
    with pytest.raises(StrictJsonError):
        load_value(data, max_bytes=10**6, max_depth=8)
    assert time.process_time() - began < 5


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text('{}[]",:\\ue0d8-+.1nulNaI').map(str.encode))
def test_total(data):
    """Any bytes give a value or a StrictJsonError."""
    try:
        load(data)
    except StrictJsonError:
        return
    json.loads(data)


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20) + 1, 10**20 - 1) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(_VALUES, st.booleans())
def test_inverse(value, ascii_only):
    """What any JSON writer writes of our values is read as the same value, escaped or not."""
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert load_value(data, max_bytes=10**6, max_depth=100) == value
