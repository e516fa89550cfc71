"""One-time codes (RFC 6238) and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.accounts.one_time_codes import (
    RECOVERY_CODES,
    app_link,
    code_at,
    make_recovery_codes,
    make_secret,
    read_secret,
    recovery_digest,
    secret_text,
    step_of,
)

KEY = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_of_the_rfc(seconds, code):
    """RFC 6238, appendix B, its last six digits."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_at(KEY, at) == code
    assert step_of(KEY, code, at) == seconds // 30


@pytest.mark.parametrize(
    ("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_off_by_a_step(steps, good):
    """The codes of the step before and after are taken, and told as the step that they are."""
    at = datetime(2026, 11, 20, 12, 0, 15, tzinfo=UTC)
    shown = at + timedelta(seconds=30 * steps)
    wanted = int(shown.timestamp()) // 30 if good else None
    assert step_of(KEY, code_at(KEY, shown), at) == wanted


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5", "-12345"])
def test_what_is_no_code(typed):
    """Six ASCII digits are a code, spaces between them aside."""
    assert step_of(KEY, typed, datetime(2026, 11, 20, tzinfo=UTC)) is None


def test_spaces_are_nothing():
    """Apps show `287 082`."""
    assert step_of(KEY, "287 082", datetime.fromtimestamp(59, UTC)) == 1


def test_a_secret_and_its_text():
    """Format and parse are inverse; what is no key is None."""
    secret = make_secret()
    assert read_secret(secret_text(secret)) == secret
    assert read_secret("x") is None
    assert read_secret("AAAA") is None
    assert read_secret("é") is None


@given(st.text(max_size=50))
def test_any_text_is_read(text):
    """Whatever a form brings back is a key of the right length, or none."""
    found = read_secret(text)
    assert found is None or len(found) == 20


def test_the_link_of_the_app():
    """It names issuer and account, and holds the key."""
    link = app_link(KEY, name="Ines Example", issuer="Example Board")
    assert link.startswith("otpauth://totp/Example%20Board:Ines%20Example?")
    assert f"secret={secret_text(KEY)}" in link


def test_recovery_codes_have_120_bits_and_are_typed_anyhow():
    """Ten codes of 24 letters; case, dashes and look-alikes do not matter."""
    codes = make_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES == 10
    assert all(len(code.replace("-", "")) == 24 for code in codes)
    wanted = recovery_digest("Ines", "01AB-CDEF-GHJK-MNPQ")
    for typed in ("01abcdefghjkmnpq", "O1AB CDEF GHJK MNPQ", "oiab-cdef-ghjk-mnpq"):
        assert recovery_digest("Ines", typed) == wanted
    assert recovery_digest("Adam", "01AB-CDEF-GHJK-MNPQ") != wanted
