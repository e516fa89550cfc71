"""People's data at the desk: what is held, what was asked, and what stands against erasing it."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from issuer.accounts.roles import Action
from issuer.accounts.separation import judge
from issuer.errors import UnknownErasureError
from issuer.web.admin.archive import ZIP
from issuer.web.admin.forms import DeskForm, read_text
from issuer.web.admin.gate import officer
from issuer.web.admin.staffing import who_works_here
from issuer.web.admin.words import read_in_words
from issuer.web.notes import MAX_NOTE
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_DECIDED = 20
_ACCESSES = 50
_LONGEST = 100  # characters of a reference


class ErasureForm(DeskForm):
    """Why somebody is to be erased."""

    why = TextAreaField(
        "What was asked, and when",
        description="This note is erased with everything else.",
        render_kw={"rows": 3, "maxlength": MAX_NOTE},
    )

    def validate_why(self, field: TextAreaField) -> None:
        """Put the text in the one form that notes have."""
        read_text(field)


def privacy_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages."""
    blueprint = Blueprint("privacy", __name__, url_prefix="/privacy")
    _add_list(blueprint, world)
    _add_person(blueprint, world)
    _add_decision(blueprint, world)
    return blueprint


def _add_list(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get("")
    @require(Action.READ_DOSSIERS)
    def show() -> ResponseReturnValue:
        wanted = request.args.get("person", "").strip()
        if wanted and len(wanted) <= _LONGEST:
            return redirect(url_for("admin.privacy.person", person=wanted), 303)
        with world.database.reading() as unit:
            waiting, decided = unit.erasures.waiting(), unit.erasures.decided(_DECIDED)
        return render_template("admin/privacy.html", waiting=waiting, decided=decided)


def _add_person(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get("/people/<person>")
    @require(Action.READ_DOSSIERS)
    def person(person: str) -> ResponseReturnValue:
        return _person_page(world, person, ErasureForm(formdata=None))

    @blueprint.post("/people/<person>/export")
    @require(Action.EXPORT_PERSON)
    def export(person: str) -> ResponseReturnValue:
        made = world.person_exports.make(person, actor=officer().name, at=world.clock())
        return send_file(io.BytesIO(made), ZIP, as_attachment=True, download_name="held.zip")

    @blueprint.post("/people/<person>/erasure")
    @require(Action.ASK_ERASURE)
    def ask(person: str) -> ResponseReturnValue:
        form = ErasureForm()
        if not form.validate():
            return _person_page(world, person, form), 422
        why = form.why.data or ""
        made = world.erasures.ask(person, why=why, actor=officer().name, at=world.clock())
        flash(f"{made.id} waits for somebody else's decision.", "told")
        return redirect(url_for("admin.privacy.show"), 303)


def _add_decision(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get("/erasures/<erasure>")
    @require(Action.READ_DOSSIERS)
    def erasure(erasure: str) -> ResponseReturnValue:
        with world.database.reading() as unit:
            found = next((each for each in unit.erasures.waiting() if each.id == erasure), None)
        if found is None:
            raise UnknownErasureError(erasure)
        trace, against, in_force = world.erasures.against(found.person, at=world.clock())
        asked = {found.asked_by: "asked for this"}
        return render_template(
            "admin/erasure.html",
            asked=found,
            trace=trace,
            against=against,
            in_force=in_force,
            blocked=judge(Action.DECIDE_ERASURE, who_works_here(world), asked).sentence,
        )

    @blueprint.post("/erasures/<erasure>/<any(approve, decline):deed>")
    @require(Action.DECIDE_ERASURE, fresh=True)
    def decide(erasure: str, deed: str) -> ResponseReturnValue:
        at, name = world.clock(), officer().name
        if deed == "decline":
            world.erasures.decline(erasure, actor=name, at=at)
            flash(f"{erasure} was declined. Nothing was erased.", "told")
        else:
            withdrawn = world.erasures.approve(erasure, actor=name, at=at)
            more = f" Withdrawn with it: {', '.join(withdrawn)}." if withdrawn else ""
            flash(f"{erasure} is done: the person's data are erased.{more}", "told")
        return redirect(url_for("admin.privacy.show"), 303)


def _person_page(world: IssuerWorld, person: str, form: ErasureForm) -> str:
    trace, against, in_force = world.erasures.against(person, at=world.clock())
    subjects = (person, *trace.applications, *trace.numbers, *trace.appeals)
    with world.database.reading() as unit:
        accesses = unit.accesses.of(subjects, _ACCESSES)
        waiting = [each for each in unit.erasures.waiting() if each.person == person]
    return render_template(
        "admin/person.html",
        trace=trace,
        against=against,
        in_force=in_force,
        accesses=accesses,
        read_in_words=read_in_words,
        waiting=waiting,
        form=form,
    )
