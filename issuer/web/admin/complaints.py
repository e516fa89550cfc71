"""Complaints at the desk: the list, each case, and the form for one that came by other ways."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.complaints.complaint import Complaint, View
from issuer.complaints.errors import UnknownComplaintError
from issuer.complaints.report import MAX_WORDS, Fault, Report, read_report
from issuer.credentials.certificate import Certificate
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.complaint_words import CONCERNS, ENTRIES, OUTCOMES, VIEWS, state_of_case
from issuer.web.admin.gate import officer
from issuer.web.admin.history import Happening, history_of
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.admin.words import state_of
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

LISTED = 200  # cases, the most urgent first
_ID = re.compile(r"C-[0-9]{4}-[0-9A-Z]{8}", re.ASCII)
_NEW = [
    Question(
        "concern",
        "What it is about",
        Control.ONE,
        choices=[(each.value, words) for each, words in CONCERNS.items()],
    ),
    Question(
        "words", "What was reported", Control.TEXT, help="In their own words, where it can be."
    ),
    Question("number", "Number of the certificate", Control.LINE, required=False),
    Question(
        "contact",
        "How to reach them",
        Control.LINE,
        required=False,
        help="An e-mail address or a telephone number. We write to an address.",
    ),
]
_MEND = {
    Fault.WORDS: f"Give 1 to {MAX_WORDS} characters.",
    Fault.CONTACT: "This is no e-mail address.",
    Fault.NUMBER: "This is too long.",
    Fault.CONCERN: "Choose one.",
}


def complaints_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list, the page of each case, and the form for what came by telephone or letter."""
    blueprint = Blueprint("complaints", __name__, url_prefix="/complaints")

    @blueprint.get("")
    @require(Action.READ_COMPLAINTS)
    def list_all() -> ResponseReturnValue:
        return _list(world)

    @blueprint.get("/new")
    @require(Action.FILE_COMPLAINT)
    def ask() -> ResponseReturnValue:
        return _new_page(make_form(_NEW, formdata=None))

    @blueprint.post("/new")
    @require(Action.FILE_COMPLAINT)
    def file() -> ResponseReturnValue:
        form = make_form(_NEW)
        if not form.validate():
            return _new_page(form), 422
        names = ("concern", "words", "number", "contact")
        made = read_report(**{name: form[name].data or "" for name in names})
        if not isinstance(made, Report):
            for fault in made:
                form[fault.value].errors = [_MEND[fault]]
            return _new_page(form), 422
        received = world.complaints.receiving.receive(made, at=world.clock(), by=officer().name)
        flash(
            f"{received.complaint.id} is open. Its code for whoever reported it, shown only now: "
            f"{received.code}",
            "told",
        )
        return redirect(url_for("admin.complaints.show", complaint=received.complaint.id), 303)

    @blueprint.get("/<complaint>")
    @require(Action.READ_COMPLAINTS)
    def show(complaint: str) -> ResponseReturnValue:
        return _show(world, find_case(world, complaint))

    return blueprint


def find_case(world: IssuerWorld, complaint: str) -> Complaint:
    """Return the case at an address, or raise `UnknownComplaintError`."""
    if _ID.fullmatch(complaint) is None:
        raise UnknownComplaintError(ascii(complaint))
    with world.database.reading() as unit:
        found = unit.complaints.find(complaint)
    if found is None:
        raise UnknownComplaintError(complaint)
    return found


def _list(world: IssuerWorld) -> str:
    asked = request.args.get("view", "")
    view = View(asked) if asked in {each.value for each in View} else View.OPEN
    today, me = world.clock().astimezone(world.body.zone).date(), officer().name
    with world.database.reading() as unit:
        cases = unit.complaints.of(view, officer=me, on=today, limit=LISTED)
        counts = unit.complaints.counts(officer=me, on=today)
    return render_template(
        "admin/complaints/list.html",
        cases=[(case, state_of_case(case), case.is_overdue(today)) for case in cases],
        view=view,
        views=VIEWS,
        counts=counts,
        concerns=CONCERNS,
        most=LISTED,
    )


def _show(world: IssuerWorld, case: Complaint) -> str:
    at, me = world.clock(), officer().name
    certificate: Certificate | None = None
    with world.database.reading() as unit:
        entries = unit.complaints.entries(case.id)
        if case.number is not None:
            certificate = unit.certificates.find([case.number]).get(case.number)
    return render_template(
        "admin/complaints/case.html",
        case=case,
        state=state_of_case(case),
        overdue=case.is_overdue(at.astimezone(world.body.zone).date()),
        entries=entries,
        certificate=certificate,
        changes=_changes_since(world, case, certificate),
        certificate_state=certificate and state_of(certificate, at),
        standing=world.complaints.handling.standing(case.id, at=at),
        barred=world.complaints.handling.how_involved(case, me, at=at),
        is_mine=case.assigned == me,
        concerns=CONCERNS,
        outcomes=OUTCOMES,
        happened=ENTRIES,
    )


def _changes_since(
    world: IssuerWorld, case: Complaint, certificate: Certificate | None
) -> list[Happening]:
    """Return what happened to the certificate since the case came in, the newest first."""
    if certificate is None:
        return []
    told = history_of(certificate, world.database)
    return [each for each in told if each.at >= case.received]


def _new_page(form: AskedForm) -> str:
    return ask_page(
        form,
        section="complaints",
        title="Record a complaint",
        back=(url_for("admin.complaints.list_all"), "Complaints"),
        button="Open the case",
        lead="For what came by telephone, by letter or in person. No certificate changes by it.",
    )
