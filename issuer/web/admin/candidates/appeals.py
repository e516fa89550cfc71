"""Appeals: lodged against a decision, heard by a panel, concluded; and doubts to settle."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.accounts.separation import judge
from issuer.candidates.appeals import OFFICERS
from issuer.candidates.holder_appeals import due_of
from issuer.candidates.proceedings import Against, Appeal, AppealOutcome
from issuer.certification.errors import CertificationError
from issuer.certification.scheme import Scheme
from issuer.errors import IssuerError
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.candidates.applications import Heading, heading_of
from issuer.web.admin.candidates.reach import open_case
from issuer.web.admin.candidates.reviews import add_reviews
from issuer.web.admin.candidates.words import state_of_appeal
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.admin.staffing import who_works_here
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.problems import Problem

_ID = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)
_GROUNDS = [Question("grounds", "Grounds", Control.TEXT, help="What the candidate brings forward.")]
_PANEL = [
    Question(
        "panel",
        "Members of the panel",
        Control.TEXT,
        help="One name a line, officers as they are called at the desk. Two at least are "
        "officers. None of them may have been involved before.",
    )
]
_OUTCOMES = (
    (AppealOutcome.UPHELD.value, "Upheld: the application is open again"),
    (AppealOutcome.DISMISSED.value, "Dismissed: the decision stands"),
)
_OF_CHANGES = {
    Against.SUSPENSION: "Upheld: the certificate is to be reinstated",
    Against.WITHDRAWAL: "Upheld: the application is open again, and can be granted anew",
}


def appeals_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages of appeals and reviews."""
    blueprint = Blueprint("appeals", __name__)

    @blueprint.get("/appeals")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        return _list(world)

    @blueprint.get("/appeals/<appeal>")
    @require(Action.READ_DOSSIERS)
    def show(appeal: str) -> ResponseReturnValue:
        return _show(world, _appeal(world, appeal), make_form(_PANEL, formdata=None))

    @blueprint.get("/applications/<application>/appeal")
    @require(Action.LODGE_APPEAL)
    def ask(application: str) -> ResponseReturnValue:
        heading = heading_of(world, open_case(world, application))
        return _lodge_page(make_form(_GROUNDS, formdata=None), heading)

    @blueprint.post("/applications/<application>/appeal")
    @require(Action.LODGE_APPEAL)
    def lodge(application: str) -> ResponseReturnValue:
        heading, form = heading_of(world, open_case(world, application)), make_form(_GROUNDS)
        if not form.validate():
            return _lodge_page(form, heading), 422
        try:
            made = world.candidates.appeals.lodge(
                application, grounds=form.grounds.data, actor=officer().name, at=world.clock()
            )
        except (IssuerError, CertificationError) as error:
            status = form.refuse(error)
            return _lodge_page(form, heading), status
        flash("The appeal is lodged. Name its panel.", "told")
        return redirect(url_for("admin.appeals.show", appeal=made.id), 303)

    _empanel(blueprint, world)
    _conduct(blueprint, world)
    add_reviews(blueprint, world)
    return blueprint


def _empanel(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.post("/appeals/<appeal>/panel")
    @require(Action.DECIDE_APPEAL)
    def empanel(appeal: str) -> ResponseReturnValue:
        found, form = _appeal(world, appeal), make_form(_PANEL)
        if not form.validate():
            return _show(world, found, form), 422
        panel = [name.strip() for name in form.panel.data.splitlines() if name.strip()]
        try:
            world.candidates.appeals.empanel(appeal, panel, actor=officer().name, at=world.clock())
        except (IssuerError, CertificationError) as error:
            status = form.refuse(error)
            return _show(world, found, form), status
        flash("The panel is named.", "told")
        return redirect(url_for("admin.appeals.show", appeal=appeal), 303)

    @blueprint.get("/appeals/<appeal>/panel")
    @require(Action.READ_DOSSIERS)
    def panel(appeal: str) -> ResponseReturnValue:
        return redirect(url_for("admin.appeals.show", appeal=appeal), 303)


def _conduct(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get("/appeals/<appeal>/conclude")
    @require(Action.DECIDE_APPEAL)
    def ask_to_conclude(appeal: str) -> ResponseReturnValue:
        found = _appeal(world, appeal)
        return _conclude_page(make_form(_conclusion(found), formdata=None), found)

    @blueprint.post("/appeals/<appeal>/conclude")
    @require(Action.DECIDE_APPEAL)
    def conclude(appeal: str) -> ResponseReturnValue:
        found = _appeal(world, appeal)
        form = make_form(_conclusion(found))
        if not form.validate():
            return _conclude_page(form, found), 422
        outcome = AppealOutcome(form.outcome.data)
        try:
            world.candidates.appeals.conclude(
                appeal, outcome, why=form.why.data, by=officer().name, at=world.clock()
            )
        except (IssuerError, CertificationError) as error:
            status = form.refuse(error)
            return _conclude_page(form, found), status
        flash("The appeal is concluded.", "told")
        return redirect(url_for("admin.appeals.show", appeal=appeal), 303)


def _conclusion(appeal: Appeal) -> list[Question]:
    """Return the questions that end an appeal, with what upholding it means."""
    upheld, dismissed = _OUTCOMES
    if appeal.against is not None:
        upheld = (upheld[0], _OF_CHANGES[appeal.against])
    return [
        Question("outcome", "Outcome", Control.ONE, choices=(upheld, dismissed)),
        Question("why", "Reasons", Control.TEXT, help="For the record, and for the candidate."),
    ]


def _appeal(world: IssuerWorld, appeal: str) -> Appeal:
    with world.database.reading() as unit:
        found = unit.appeals.find(appeal) if _ID.fullmatch(appeal) else None
    if found is None:
        raise Problem(404, "unknown_appeal", "There is no such appeal.")
    return found


def _list(world: IssuerWorld) -> str:
    appeals = world.candidates.appeals.open()
    with world.database.reading() as unit:
        records = unit.applications.find([each.application for each in appeals])
        people = unit.people.find([each.application.person for each in records.values()])
    names = {id_: people[each.application.person] for id_, each in records.items()}
    return render_template(
        "admin/candidates/appeals.html",
        appeals=appeals,
        names=names,
        dues={each.id: _due(world, each) for each in appeals},
        reviews=world.candidates.appeals.reviews(),
        state_of_appeal=state_of_appeal,
    )


def _due(world: IssuerWorld, appeal: Appeal) -> date | None:
    rule = open_case(world, appeal.application).scheme.appeals
    return None if rule is None else due_of(appeal, rule)


def _show(world: IssuerWorld, appeal: Appeal, form: AskedForm) -> str:
    case = open_case(world, appeal.application)
    return render_template(
        "admin/candidates/appeal.html",
        appeal=appeal,
        heading=heading_of(world, case),
        case=case,
        rule=case.scheme.appeals,
        due=due_of(appeal, case.scheme.appeals) if case.scheme.appeals else None,
        state=state_of_appeal(appeal),
        blocked=_blocked(world, appeal, case.scheme) if appeal.ended is None else None,
        form=form,
    )


def _blocked(world: IssuerWorld, appeal: Appeal, scheme: Scheme) -> str | None:
    """Return what to do where too few officers are left to hear it."""
    staff, rule = who_works_here(world), scheme.appeals
    names = [each.name for each in staff]
    barred = world.candidates.appeals.barred(appeal, names, at=world.clock())
    needed = min(rule.panel_min if rule else 1, OFFICERS)
    return judge(Action.DECIDE_APPEAL, staff, barred, needed=needed).sentence


def _lodge_page(form: AskedForm, heading: Heading) -> str:
    case, rule = heading.case, heading.case.scheme.appeals
    address = url_for("admin.applications.show", application=case.record.application.id)
    days = f" An appeal is possible for {rule.window_days} days after the decision." if rule else ""
    return ask_page(
        form,
        section="appeals",
        title="Lodge an appeal",
        back=(address, case.person.name),
        button="Lodge the appeal",
        about=[case.person.name, case.scheme.title],
        lead=f"Against the newest decision on this application.{days}",
    )


def _conclude_page(form: AskedForm, appeal: Appeal) -> str:
    return ask_page(
        form,
        section="appeals",
        title="Conclude this appeal",
        back=(url_for("admin.appeals.show", appeal=appeal.id), f"Appeal {appeal.id}"),
        button="Conclude the appeal",
        about=[appeal.grounds],
        lead="A member of the panel concludes it, for the panel. This cannot be undone.",
    )
