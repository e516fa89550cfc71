"""Pages that a mailed or handed-out link opens: what they have in common.

The link's secret stands behind the #, which no server sees. Opening the link shows a button and
redeems nothing, because mail scanners and previews open links. The button moves the secret into
a cookie (`issuer.web.admin.cookie`); every look asks whether the link still holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from issuer.errors import IssuerError, LinkError
from issuer.web.admin.cookie import Cookie
from issuer.web.refusals import to_problem
from verifier.web.http.logs import note_refusal
from verifier.web.http.problems import Problem
from verifier.web.http.request_ids import request_id

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def secret_in_form(field: str = "secret") -> str | None:
    """Return the secret of a form, whether the whole link was pasted or its last part alone."""
    secret = request.form.get(field, "").strip().rpartition("#")[2]
    return secret if _SECRET.fullmatch(secret) else None


def secret_in_cookie(cookie: Cookie) -> str:
    """Return the secret that the browser holds, or raise `LinkError`."""
    secret = cookie.read(request)
    if secret is None:
        raise LinkError("there is no cookie of a link")
    return secret


def redeem_link(
    cookie: Cookie,
    enter: Callable[[str], object],
    *,
    show_door: Callable[[str], str],
    no_code: str,
    refused: str,
    inside: str,
) -> ResponseReturnValue:
    """Answer the button: the secret that `enter` takes moves into the cookie, and leads `inside`.

    Where the form holds no secret, or `enter` raises `LinkError`, the door is shown with the
    sentence `no_code` or `refused`.
    """
    require_own_page()
    secret = secret_in_form()
    if secret is None:
        return show_door(no_code), 422
    try:
        enter(secret)
    except LinkError:
        return show_door(refused), 403
    answer = make_response(redirect(inside, 303))
    cookie.write(answer, secret)
    return answer


def leave(cookie: Cookie, outside: str) -> ResponseReturnValue:
    """Answer *sign out*: the browser forgets the secret, which stays good for who has the link."""
    require_own_page()
    answer = make_response(redirect(outside, 303))
    cookie.clear(answer)
    return answer


def answer_refusals(blueprint: Blueprint, template: str) -> None:
    """Show each refusal of `blueprint` as the page `template`, in the look of its other pages."""

    @blueprint.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        note_refusal(problem.code)
        page = render_template(template, problem=problem, request_id=request_id())
        response = make_response(page, problem.status)
        response.headers.extend(problem.headers or {})
        return response

    @blueprint.errorhandler(TooManyRequests)
    def refused_for_now(_: TooManyRequests) -> Response:
        detail = "Too many requests came from your address. Try again later."
        return refused(Problem(429, "too_many_requests", detail))

    @blueprint.errorhandler(IssuerError)
    def refused_by_issuer(error: IssuerError) -> Response:
        return refused(to_problem(error))


def require_own_page() -> None:
    """Refuse a form that another site sent: it would act for the reader, or show a stranger's page.

    Browsers of before 2023 do not say where a form stands. Theirs is believed if its origin is
    ours, or untold, as it is on pages that tell nobody where they are (`no-referrer`).
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin in {None, "null"}:
        return
    if site == "same-origin" or (site is None and _host_of(origin) == request.host):
        return
    raise Problem(
        403, "csrf", "This form was not sent from this site. Open your link again, and repeat."
    )


def _host_of(origin: str | None) -> str | None:
    try:
        return urlsplit(origin or "").netloc
    except ValueError:  # a bracket that is not closed
        return None
