"""The way in: a link with a button, asked for again by the number, and the ways out."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.web.holder.own import Own
from issuer.web.own_page import leave, redeem_link, require_own_page
from verifier.number import CertificateNumber, read_typed_number
from verifier.web.http.languages import reader_language, to
from verifier.web.http.limits import RateLimits

ASKS = "20 per hour"  # from one address
TRIES = "60 per minute"

NO_CODE = "This is not such a link. Paste the whole link out of the mail."
REFUSED = "This link was ended, has expired, or never was one."
MISTYPED = "There is a slip in this number."


def add_door(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the link's page, and the way out."""

    @blueprint.get("")
    def door() -> ResponseReturnValue:
        return show_door(is_in=own.cookie.read(request) is not None, is_out="bye" in request.args)

    def redeem() -> ResponseReturnValue:
        return redeem_link(
            own.cookie,
            lambda secret: own.world.holder.pages.open(secret, at=own.world.clock()),
            show_door=lambda error: show_door(error=error),
            no_code=NO_CODE,
            refused=REFUSED,
            inside=to(url_for("holder.show")),
        )

    @blueprint.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        return leave(own.cookie, to(url_for("holder.door", bye=1)))

    blueprint.post("")(limits.limited(redeem, TRIES))
    _add_lost(blueprint, own, limits)


def _add_lost(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the page that has a link mailed again. Its answer is the same for every number."""

    @blueprint.get("/lost")
    def lost() -> ResponseReturnValue:
        return render_template("holder/lost.html", typed="", error=None)

    def ask() -> ResponseReturnValue:
        require_own_page()
        typed = request.form.get("number", "")[:40]
        number = read_typed_number(typed)
        if not isinstance(number, CertificateNumber):
            return render_template("holder/lost.html", typed=typed, error=MISTYPED), 422
        code = reader_language().code
        own.world.holder.pages.ask(str(number), language=code, at=own.world.clock())
        return render_template("holder/sent.html", can_mail=own.world.notify.can_mail)

    blueprint.post("/lost")(limits.limited(ask, ASKS))


def show_door(*, error: str | None = None, is_in: bool = False, is_out: bool = False) -> str:
    """Return the page with the button."""
    return render_template("holder/door.html", error=error, is_in=is_in, is_out=is_out)
