"""Certificates whose keys were compromised are signed anew, also where a process died of it."""

from __future__ import annotations

from issuer.credentials.resigning import Resigning
from issuer.errors import KeyUnavailableError
from verifier.clock import Clock


def sign_anew(resigning: Resigning, clock: Clock) -> int:
    """Sign all that are left anew; return how many. Where no key can sign, they wait for one."""
    try:
        return resigning.run(actor="duties", clock=clock)
    except KeyUnavailableError:
        return 0
