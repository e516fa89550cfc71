"""`/candidate`: a link opens the candidate's own page. Nothing can be changed there.

The link's secret stands behind the #, which no server sees. Opening the link shows a button and
redeems nothing, because mail scanners and previews open links. The button moves the secret into
a cookie; every look asks whether the link still holds, so a link that is ended is ended at once.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import LinkError
from issuer.web.admin.candidates.words import FINDINGS
from issuer.web.admin.cookie import Cookie
from issuer.web.candidate.view import make_view
from issuer.web.own_page import POLICY, answer_refusals, leave, redeem_link
from issuer.wiring import IssuerWorld
from verifier.web.http.headers import set_policy
from verifier.web.http.limits import RateLimits

TRIES = "60 per minute"  # from one address
LOOKS = "120 per minute"

_NO_CODE = "This is not the link of an application. Paste the whole link that you were given."
_REFUSED = "This link was ended, is older than 90 days, or never was one."


def candidate_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the pages that a candidate's link opens."""
    blueprint = Blueprint("candidate", __name__, url_prefix="/candidate")
    cookie = Cookie(world.body.url.startswith("https://"), "probatum-candidate")
    set_policy(blueprint, POLICY)
    answer_refusals(blueprint, "candidate/problem.html")

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
        return redeem_link(
            cookie,
            lambda secret: world.candidates.pages.open(secret, at=world.clock()),
            show_door=lambda error: _door(error=error),
            no_code=_NO_CODE,
            refused=_REFUSED,
            inside=url_for("candidate.show"),
        )

    @blueprint.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        return leave(cookie, url_for("candidate.door", bye=1))

    blueprint.post("")(limits.limited(redeem, TRIES))


def _show(world: IssuerWorld, secret: str) -> str:
    at, pages = world.clock(), world.candidates.pages
    case = pages.open(secret, at=at)
    view = make_view(case, pages.aftermath(case), at=at, zone=world.body.zone)
    return render_template("candidate/application.html", view=view, at=at)


def _door(*, error: str | None = None, is_in: bool = False, signed_out: bool = False) -> str:
    return render_template("candidate/door.html", error=error, is_in=is_in, signed_out=signed_out)
