"""`/watch`: a clinic's list of certificates, of whose changes it is told. There is no account.

A form that changes something must stand on our own page (`require_own_page`), and the cookie is
not sent from elsewhere (`SameSite`): so there is no token in the forms, and no session.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import LinkError, WatchError
from issuer.notify.watch import MAX_WATCHED, Addition
from issuer.web.admin.cookie import Cookie
from issuer.web.own_page import POLICY, answer_refusals, require_own_page, secret_in_cookie
from issuer.web.problems import detail_of
from issuer.web.watch.door import REFUSED, add_door
from issuer.web.watch.view import make_rows
from issuer.web.watch.webhook import add_webhook
from issuer.web.watch.words import counting
from issuer.wiring import IssuerWorld
from verifier.web.http.headers import set_policy
from verifier.web.http.languages import in_all_languages, reader_language, set_page_in, to
from verifier.web.http.limits import RateLimits

LOOKS = "120 per minute"  # from one address
ADDITIONS = "8 per minute"  # of up to 500 numbers: no more guesses than the clinic's page allows


def watch_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the pages of a watch list."""
    blueprint = Blueprint("watch", __name__, url_prefix="/watch")
    cookie = Cookie(world.body.url.startswith("https://"), "probatum-watch")
    in_all_languages(blueprint)
    set_policy(blueprint, POLICY)
    _answer_refusals(blueprint, cookie)

    @blueprint.context_processor
    def words() -> dict[str, object]:
        return {"body": world.body, "most": MAX_WATCHED, **counting()}

    @blueprint.before_request
    def lead_back() -> None:
        page = _page_of(request.path)
        set_page_in(lambda code: f"{page}?lang={code}")

    add_door(blueprint, world, cookie, limits)
    _add_list(blueprint, world, cookie, limits)
    add_webhook(blueprint, world, cookie, limits)
    return blueprint


def _add_list(blueprint: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits) -> None:
    def show() -> ResponseReturnValue:
        secret = cookie.read(request)
        if secret is None:
            return redirect(to(url_for("watch.door")), 303)
        return _show(world, secret)

    def add() -> ResponseReturnValue:
        require_own_page()
        limits.misses.require_few()
        secret, text = secret_in_cookie(cookie), request.form.get("numbers", "")
        try:
            addition = world.notify.lists.add(secret, text, at=world.clock())
        except WatchError as refused:
            return _show(world, secret, error=detail_of(refused), typed=text), 422
        limits.misses.count(len(addition.unknown))
        return _show(world, secret, addition=addition, typed=_left(addition))

    def remove() -> ResponseReturnValue:
        require_own_page()
        numbers = request.form.getlist("number")[:MAX_WATCHED]
        count = world.notify.lists.remove(secret_in_cookie(cookie), numbers, at=world.clock())
        return redirect(to(url_for("watch.show", removed=count)), 303)

    blueprint.get("/list")(limits.limited(show, LOOKS))
    blueprint.post("/list")(limits.limited(add, ADDITIONS))
    blueprint.post("/list/remove")(limits.limited(remove, LOOKS))


def _show(
    world: IssuerWorld,
    secret: str,
    *,
    addition: Addition | None = None,
    error: str | None = None,
    typed: str = "",
) -> str:
    at = world.clock()
    watch, watched = world.notify.lists.show(secret, at=at)
    return render_template(
        "watch/list.html",
        watch=watch,
        rows=make_rows(watched, at, reader_language()),
        addition=addition,
        error=error,
        typed=typed,
        removed=min(max(request.args.get("removed", 0, type=int), 0), MAX_WATCHED),
    )


def _page_of(path: str) -> str:
    """Return the page that a request leads to or from: what a button posts to is none."""
    if path.startswith("/watch/end/"):
        return path
    pages = ("/watch/webhook", "/watch/list", "/watch/open")
    return next((page for page in pages if path.startswith(page)), "/watch")


def _left(addition: Addition) -> str:
    """Return the lines that were refused, to be mended."""
    return "\n".join([*addition.mistyped, *addition.unknown, *addition.left_over])


def _answer_refusals(blueprint: Blueprint, cookie: Cookie) -> None:
    @blueprint.errorhandler(LinkError)
    def refused_link(_: LinkError) -> Response:
        answer = make_response(render_template("watch/door.html", error=REFUSED), 403)
        cookie.clear(answer)
        return answer

    answer_refusals(blueprint, "watch/problem.html")
