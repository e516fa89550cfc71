"""`/me`: the holder's own page. No address in it names a certificate; the cookie's link does.

The link's secret stands behind the #, which no server sees; opening it redeems nothing, because
mail scanners open links (`issuer.web.own_page`). Every look asks whether it still holds.
"""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import LinkError
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.holder.asks import add_asks
from issuer.web.holder.door import REFUSED, add_door, show_door
from issuer.web.holder.downloads import add_downloads
from issuer.web.holder.education import add_education
from issuer.web.holder.own import LOOKS, Own, make_own
from issuer.web.holder.sharing import add_switches
from issuer.web.holder.view import make_view
from issuer.web.own_page import POLICY, answer_refusals
from issuer.wiring import IssuerWorld
from verifier.web.http.headers import set_policy
from verifier.web.http.languages import in_all_languages, reader_language, to
from verifier.web.http.limits import RateLimits


def holder_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the holder's pages."""
    blueprint = Blueprint("holder", __name__, url_prefix="/me")
    own = make_own(world)
    in_all_languages(blueprint)
    set_policy(blueprint, POLICY)
    _answer_refusals(blueprint, own)

    @blueprint.context_processor
    def words() -> dict[str, object]:
        return {"body": world.body, "in_plain_words": in_plain_words, "number": _number}

    def show() -> ResponseReturnValue:
        if own.cookie.read(request) is None:
            return redirect(to(url_for("holder.door")), 303)
        at, spoken = world.clock(), reader_language()
        view = make_view(world, own.opened(), spoken, at=at)
        return render_template("holder/page.html", view=view, at=at, page=view.page)

    blueprint.get("/certificate")(limits.limited(show, LOOKS))
    add_door(blueprint, own, limits)
    add_downloads(blueprint, own, limits)
    add_switches(blueprint, own, limits)
    add_asks(blueprint, own, limits)
    add_education(blueprint, own, limits)
    return blueprint


def _number(hours: Decimal) -> str:
    return f"{hours.normalize():f}"  # 20, and not 2E+1


def _answer_refusals(blueprint: Blueprint, own: Own) -> None:
    @blueprint.errorhandler(LinkError)
    def refused_link(_: LinkError) -> Response:
        answer = make_response(show_door(error=REFUSED), 403)
        own.cookie.clear(answer)
        return answer

    answer_refusals(blueprint, "holder/problem.html")
