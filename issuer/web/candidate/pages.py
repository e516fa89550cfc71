"""`/candidate`: a link opens the candidate's own page. Nothing can be changed there.

The link's secret stands behind the #, which no server sees. Opening the link shows a button and
redeems nothing, because mail scanners and previews open links. The button moves the secret into
a cookie; every look asks whether the link still holds, so a link that is ended is ended at once.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from issuer.errors import IssuerError, LinkError
from issuer.web.admin.candidates.words import FINDINGS
from issuer.web.admin.cookie import Cookie
from issuer.web.candidate.view import make_view
from issuer.web.refusals import to_problem
from issuer.wiring import IssuerWorld
from verifier.web.http.headers import set_policy
from verifier.web.http.limits import RateLimits
from verifier.web.http.problems import Problem
from verifier.web.http.request_ids import request_id

TRIES = "60 per minute"  # from one address
LOOKS = "120 per minute"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_NO_CODE = "This is not the link of an application. Paste the whole link that you were given."
_REFUSED = "This link was ended, is older than 90 days, or never was one."


def candidate_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the pages that a candidate's link opens."""
    blueprint = Blueprint("candidate", __name__, url_prefix="/candidate")
    cookie = Cookie(world.body.url.startswith("https://"), "probatum-candidate")
    set_policy(blueprint, _POLICY)
    _answer_refusals(blueprint)

    @blueprint.context_processor
    def words() -> dict[str, object]:
        return {"body": world.body, "status_words": FINDINGS}

    _add_door(blueprint, world, cookie, limits)

    def show() -> ResponseReturnValue:
        secret = cookie.read(request)
        if secret is None:
            return redirect(url_for("candidate.door"), 303)
        try:
            return _show(world, secret)
        except LinkError:
            answer = make_response(_door(error=_REFUSED), 403)
            cookie.clear(answer)
            return answer

    blueprint.get("/application")(limits.limited(show, LOOKS))
    return blueprint


def _add_door(blueprint: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits) -> None:
    """Add the way in, and the way out."""

    @blueprint.get("")
    def door() -> ResponseReturnValue:
        has_cookie = cookie.read(request) is not None
        return _door(is_in=has_cookie, signed_out="bye" in request.args)

    def redeem() -> ResponseReturnValue:
        _require_own_page()
        secret = request.form.get("secret", "").strip().rpartition("#")[2]
        if _SECRET.fullmatch(secret) is None:
            return _door(error=_NO_CODE), 422
        try:
            world.candidates.pages.open(secret, at=world.clock())
        except LinkError:
            return _door(error=_REFUSED), 403
        answer = make_response(redirect(url_for("candidate.show"), 303))
        cookie.write(answer, secret)
        return answer

    @blueprint.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        _require_own_page()
        answer = make_response(redirect(url_for("candidate.door", bye=1), 303))
        cookie.clear(answer)
        return answer

    blueprint.post("")(limits.limited(redeem, TRIES))


def _show(world: IssuerWorld, secret: str) -> str:
    at, pages = world.clock(), world.candidates.pages
    case = pages.open(secret, at=at)
    view = make_view(case, pages.aftermath(case), at=at, zone=world.body.zone)
    return render_template("candidate/application.html", view=view, at=at)


def _door(*, error: str | None = None, is_in: bool = False, signed_out: bool = False) -> str:
    return render_template("candidate/door.html", error=error, is_in=is_in, signed_out=signed_out)


def _require_own_page() -> None:
    """Refuse a form that another site sent: it would show a candidate somebody else's page.

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


def _answer_refusals(blueprint: Blueprint) -> None:
    @blueprint.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        page = render_template("candidate/problem.html", problem=problem, request_id=request_id())
        response = make_response(page, problem.status)
        response.headers.extend(problem.headers or {})
        return response

    @blueprint.errorhandler(TooManyRequests)
    def refused_for_now(_: TooManyRequests) -> Response:
        detail = "Too many requests came from your address. Try again in a minute."
        return refused(Problem(429, "too_many_requests", detail))

    @blueprint.errorhandler(IssuerError)
    def refused_by_issuer(error: IssuerError) -> Response:
        return refused(to_problem(error))
