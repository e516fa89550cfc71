"""The way to a watch list: asked for by mail, opened by the mailed link, ended by one press."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import LinkError, WatchError
from issuer.web.admin.cookie import Cookie
from issuer.web.own_page import leave, redeem_link, require_own_page
from issuer.web.problems import detail_of
from issuer.wiring import IssuerWorld
from verifier.web.http.languages import set_page_in, to
from verifier.web.http.limits import RateLimits

ASKS = "20 per hour"  # from one address
TRIES = "60 per minute"

NO_CODE = "This is not the link of a watch list. Paste the whole link out of the mail."
REFUSED = "This link was ended, has expired, or never was one."


def add_door(blueprint: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits) -> None:
    """Add the start page, the link's page, and the ways out."""
    _add_start(blueprint, world, cookie, limits)
    _add_link(blueprint, world, cookie, limits)
    _add_end(blueprint, world, cookie, limits)


def _add_start(
    blueprint: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits
) -> None:
    @blueprint.get("")
    def start() -> ResponseReturnValue:
        return _start(is_in=cookie.read(request) is not None)

    def ask() -> ResponseReturnValue:
        require_own_page()
        form = request.form
        try:
            world.notify.lists.ask(
                form.get("mail", ""),
                organisation=form.get("organisation", ""),
                language=form.get("language", ""),
                at=world.clock(),
            )
        except WatchError as refused:
            return _start(error=detail_of(refused)), 422
        return render_template("watch/asked.html", can_mail=world.notify.can_mail)

    blueprint.post("")(limits.limited(ask, ASKS))


def _add_link(blueprint: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits) -> None:
    @blueprint.get("/open")
    def door() -> ResponseReturnValue:
        return _door()

    def redeem() -> ResponseReturnValue:
        return redeem_link(
            cookie,
            lambda secret: world.notify.lists.enter(secret, at=world.clock()),
            show_door=lambda error: _door(error=error),
            no_code=NO_CODE,
            refused=REFUSED,
            inside=to(url_for("watch.show")),
        )

    @blueprint.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        return leave(cookie, to(url_for("watch.start")))

    blueprint.post("/open")(limits.limited(redeem, TRIES))


def _add_end(blueprint: Blueprint, world: IssuerWorld, cookie: Cookie, limits: RateLimits) -> None:
    @blueprint.get("/end/<secret>")
    def ask_end(secret: str) -> ResponseReturnValue:
        return render_template("watch/end.html", secret=secret)

    def end_by_link(secret: str) -> ResponseReturnValue:
        """End a list by a mail's own link: RFC 8058 has mail programs post here, from anywhere.

        The secret is the proof, and good for nothing else. A second press tells the same.
        """
        try:
            world.notify.lists.end(secret, at=world.clock())
        except LinkError:
            return render_template("watch/ended.html", before=True)
        return render_template("watch/ended.html")

    def end_here() -> ResponseReturnValue:
        require_own_page()
        secret = cookie.read(request)
        if secret is not None:
            world.notify.lists.end(secret, at=world.clock())
        set_page_in(lambda code: f"/watch?lang={code}")  # there is no list to come back to
        answer = make_response(render_template("watch/ended.html"))
        cookie.clear(answer)
        return answer

    blueprint.post("/end/<secret>")(limits.limited(end_by_link, TRIES))
    blueprint.post("/list/end")(limits.limited(end_here, TRIES))


def _start(*, error: str | None = None, is_in: bool = False) -> str:
    return render_template("watch/start.html", error=error, is_in=is_in, typed=request.form)


def _door(*, error: str | None = None) -> str:
    return render_template("watch/door.html", error=error)
