"""How often one address may ask for a verdict. Generous for people, tiresome for harvesters."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Callable
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from limits import parse, parse_many
from limits.errors import ConfigurationError, StorageError
from pydantic import SecretStr

from verifier.clock import utc_now
from verifier.settings import WrongSettingsError
from verifier.web.http.misses import WITHIN, Misses

P = ParamSpec("P")
R = TypeVar("R")

_WAIT = "Retry-After"
_PATIENCE: dict[str, int | str] = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds
_TOLD = {"wrap_exceptions": True}  # what goes wrong in a counter is a `StorageError`
_NETWORK_V6 = 64  # bits: what one household gets, and can draw addresses from at will


class RateLimits:
    """Counts per address. Where the shared counter is down, each process counts for itself.

    `misses` counts the numbers of lists that do not exist.
    """

    def __init__(self, app: Flask, *, lookups: str, redis_url: SecretStr | None) -> None:
        try:
            parse_many(lookups)
        except ValueError as exc:  # Flask-Limiter would log it once, and limit nothing
            raise WrongSettingsError("PROBATUM_LOOKUP_LIMIT is not like 300 per minute") from exc
        app.after_request(_answer_own_wait)  # what is asked for first is done last
        self._limiter = _limiter(app, redis_url)
        app.after_request(_keep_own_wait)
        self._lookups = self._limiter.shared_limit(lookups, scope="lookups")
        self.misses = Misses(_Allowance(self._limiter, WITHIN, "misses"))

    def lookups(self, view: Callable[P, R]) -> Callable[P, R]:
        """Count a view among those that answer with a verdict; all share one allowance."""
        return self._lookups(view)

    def limited(self, view: Callable[P, R], limit: str) -> Callable[P, R]:
        """Give a view an allowance of its own, such as `5 per minute`."""
        return self._limiter.limit(limit)(view)


class _Allowance:
    """What may be spent within a time, for each caller."""

    def __init__(self, limiter: Limiter, limit: str, scope: str) -> None:
        self._limiter, self._limit, self._scope = limiter, parse(limit), scope

    def spend(self, cost: int) -> None:
        """Count so much against the present caller."""
        with contextlib.suppress(StorageError):  # the shared counter has just gone
            self._limiter.limiter.hit(self._limit, self._scope, caller(), cost=cost)

    def overdrawn_for(self) -> int:
        """Return for how many seconds more the present caller has spent too much, or 0."""
        counter, who = self._limiter.limiter, caller()
        try:
            if counter.test(self._limit, self._scope, who, cost=0):
                return 0
            until = counter.get_window_stats(self._limit, self._scope, who).reset_time
        except StorageError:
            return 0
        wait = round(until - utc_now().timestamp())
        return min(self._limit.get_expiry(), max(1, wait))


def _keep_own_wait(response: Response) -> Response:
    g.own_wait = response.headers.get(_WAIT)
    return response


def _answer_own_wait(response: Response) -> Response:
    """Say how long to wait as whoever refused has it; Flask-Limiter writes its own over that.

    Of an answer that it did not refuse it would say when the allowance begins anew, a minute away.
    """
    own = g.pop("own_wait", None)
    if own is not None:
        response.headers[_WAIT] = own
    elif response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        response.headers.pop(_WAIT, None)
    return response


def _limiter(app: Flask, redis_url: SecretStr | None) -> Limiter:
    # Several servers count together in Redis: `limits` speaks to it by the redis package.
    try:
        return Limiter(
            key_func=caller,
            app=app,
            storage_uri=redis_url.get_secret_value() if redis_url else "memory://",
            storage_options=_PATIENCE | _TOLD if redis_url else {},
            in_memory_fallback_enabled=redis_url is not None,
            # Of two threads that find Redis gone at once, the library lets the second one fail.
            swallow_errors=redis_url is not None,
            headers_enabled=True,
            retry_after="delta-seconds",
            strategy="fixed-window",
        )
    except ConfigurationError as exc:
        raise WrongSettingsError("PROBATUM_REDIS_URL needs the redis package, or is wrong") from exc


def caller() -> str:
    """Return the address to count by: of IPv6 the network, as one caller owns all of it."""
    address = request.remote_addr or ""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:  # noqa: PLR2004 - the 4 of IPv4
        return address
    return str(ipaddress.ip_network((parsed, _NETWORK_V6), strict=False))
