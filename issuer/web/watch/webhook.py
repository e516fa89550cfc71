"""`/watch/webhook`: where a list's changes are posted, a test, a new secret, the delivery log."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from issuer.errors import WatchError
from issuer.web.admin.cookie import Cookie
from issuer.web.own_page import require_own_page, secret_in_cookie
from issuer.web.problems import detail_of
from issuer.web.watch.view import make_posts
from issuer.wiring import IssuerWorld
from verifier.web.http.languages import reader_language, to
from verifier.web.http.limits import RateLimits

LOOKS = "120 per minute"  # from one address
CHANGES = "20 per minute"
_NOTHING = {"shown": None, "error": None, "typed": ""}  # of what a button answers


def add_webhook(page: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits) -> None:
    """Add the page and its buttons."""
    settings = world.notify.webhooks

    def show(**told: object) -> str:
        watch, lines = settings.log(secret_in_cookie(cookie), at=world.clock())
        posts = make_posts(lines, world.body.zone, reader_language())
        told = {**_NOTHING, "watch": watch, "posts": posts, **told}
        return render_template("watch/webhook.html", **told)

    def set_url() -> ResponseReturnValue:
        require_own_page()
        try:
            return show(shown=settings.set(secret_in_cookie(cookie), _url(), at=world.clock()))
        except WatchError as refused:
            return show(error=detail_of(refused), typed=_url()), 422

    def renew() -> ResponseReturnValue:
        require_own_page()
        return show(shown=settings.change_secret(secret_in_cookie(cookie), at=world.clock()))

    def test() -> ResponseReturnValue:
        require_own_page()
        try:
            settings.test(secret_in_cookie(cookie), at=world.clock())
        except WatchError as refused:
            return show(error=detail_of(refused)), 422
        return _back(tested=True)

    def remove() -> ResponseReturnValue:
        require_own_page()
        settings.remove(secret_in_cookie(cookie), at=world.clock())
        return _back()

    page.get("/webhook", endpoint="webhook")(limits.limited(show, LOOKS))
    page.post("/webhook")(limits.limited(set_url, CHANGES))
    page.post("/webhook/secret", endpoint="change_secret")(limits.limited(renew, CHANGES))
    page.post("/webhook/test")(limits.limited(test, CHANGES))
    page.post("/webhook/remove", endpoint="remove_webhook")(limits.limited(remove, CHANGES))


def _back(*, tested: bool = False) -> Response:
    return redirect(to(url_for("watch.webhook", tested=1 if tested else None)), 303)


def _url() -> str:
    return request.form.get("url", "").strip()
