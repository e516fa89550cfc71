"""Where a sign-in comes from: the address, and a device that signed in before.

A device keeps a secret of its own for a year. It opens nothing: it only sets the device's failures
apart from those of strangers, who can then lock nobody out.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Response, g, request

from issuer.accounts.sign_in import digest_of
from issuer.accounts.throttle import Caller
from issuer.web.admin.cookie import Cookie
from verifier.web.http.limits import caller

LIVES = timedelta(days=365)
_SECRET_BYTES = 32


class Devices:
    """Gives devices their secret, and reads it."""

    def __init__(self, *, secure: bool) -> None:
        self._cookie = Cookie(secure, "probatum-device")

    def caller(self) -> Caller:
        """Return where this request comes from."""
        return Caller(caller(), digest_of(self._secret()))

    def remember(self, response: Response) -> None:
        """Give the device its secret: only once somebody came in from it."""
        self._cookie.write(response, self._secret(), lives=LIVES)

    def _secret(self) -> str:
        """Return the secret that this request's device has, or will get."""
        if "device" not in g:
            g.device = self._cookie.read(request) or secrets.token_urlsafe(_SECRET_BYTES)
        return str(g.device)
