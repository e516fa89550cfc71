"""Doubts about what was decided: each is settled with a note of what was done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.errors import ProceedingError
from issuer.candidates.proceedings import Review
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_SETTLED = [Question("note", "What was done", Control.TEXT, help="For the record.")]


def add_reviews(blueprint: Blueprint, world: IssuerWorld) -> None:
    """Add the page that settles one."""

    @blueprint.get("/reviews/<int:review>")
    @require(Action.SETTLE_REVIEW)
    def ask_to_settle(review: int) -> ResponseReturnValue:
        return _review_page(make_form(_SETTLED, formdata=None), _review(world, review))

    @blueprint.post("/reviews/<int:review>")
    @require(Action.SETTLE_REVIEW)
    def settle(review: int) -> ResponseReturnValue:
        found, form = _review(world, review), make_form(_SETTLED)
        if not form.validate():
            return _review_page(form, found), 422
        world.candidates.appeals.settle_review(
            review, note=form.note.data, by=officer().name, at=world.clock()
        )
        flash("The doubt is settled.", "told")
        return redirect(url_for("admin.appeals.list_all"), 303)


def _review(world: IssuerWorld, review: int) -> Review:
    for each in world.candidates.appeals.reviews():
        if each.id == review:
            return each
    raise ProceedingError("this doubt is settled, or never was one")


def _review_page(form: AskedForm, review: Review) -> str:
    about = [review.why, f"Certificate {review.number}" if review.number else ""]
    return ask_page(
        form,
        section="appeals",
        title="Settle this doubt",
        back=(url_for("admin.appeals.list_all"), "Appeals"),
        button="Settle it",
        about=[line for line in about if line],
        lead="It changes nothing else: a certificate is suspended or withdrawn on its own page.",
    )
