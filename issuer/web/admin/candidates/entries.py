"""What is done to a document of a dossier: it is struck, or a waiver is approved."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.application import Recorded
from issuer.candidates.case_file import CaseFile
from issuer.candidates.errors import ProceedingError, UnknownEntryError
from issuer.certification.dossier.waiver import Waiver, WaiverApproval
from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.candidates.kinds import KINDS
from issuer.web.admin.candidates.reach import (
    entry_of,
    next_ref,
    open_case_to_change,
    recorded_in,
)
from issuer.web.admin.candidates.settling import settle
from issuer.web.admin.candidates.told import tell_one
from issuer.web.admin.candidates.vocabulary import vocabulary_of
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.admin.shown import Line
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.days import in_words

_WHY = Question("why", "Reason", Control.TEXT, help="For the record. Leave out names.")


def entries_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages of single documents."""
    prefix = "/applications/<application>/documents/<int:entry>"
    blueprint = Blueprint("entries", __name__, url_prefix=prefix)

    @blueprint.get("/strike")
    @require(Action.RECORD_DOCUMENTS)
    def ask_to_strike(application: str, entry: int) -> ResponseReturnValue:
        case, found, _ = _reach(world, application, entry)
        return _strike_page(world, make_form([_WHY], formdata=None), case, found)

    @blueprint.post("/strike")
    @require(Action.RECORD_DOCUMENTS)
    def strike(application: str, entry: int) -> ResponseReturnValue:
        return _strike(world, *_reach(world, application, entry)[:2])

    @blueprint.get("/approve")
    @require(Action.APPROVE_WAIVER)
    def ask_to_approve(application: str, entry: int) -> ResponseReturnValue:
        case, found, waiver = _waiver(world, application, entry)
        return _approve_page(make_form((), formdata=None), case, found, waiver)

    @blueprint.post("/approve")
    @require(Action.APPROVE_WAIVER)
    def approve(application: str, entry: int) -> ResponseReturnValue:
        case, _, waiver = _waiver(world, application, entry)
        approval = WaiverApproval(
            kind="waiver-approval",
            ref=next_ref(recorded_in(world, case), "waiver-approval"),
            scheme=waiver.scheme,
            waiver=waiver.ref,
        )
        world.candidates.dossiers.record(
            case.person.ref, [approval], author=officer().name, at=world.clock()
        )
        settle(world, [case.person.ref])
        flash("The waiver is approved.", "told")
        return _to(case)

    return blueprint


def _strike(world: IssuerWorld, case: CaseFile, found: Recorded) -> ResponseReturnValue:
    form = make_form([_WHY])
    if not form.validate():
        return _strike_page(world, form, case, found), 422
    try:
        world.candidates.dossiers.strike(
            found.id, author=officer().name, why=form.why.data, at=world.clock()
        )
    except (IssuerError, CertificationError) as error:
        status = form.refuse(error)
        return _strike_page(world, form, case, found), status
    flash(f"{KINDS[found.document.kind].title} struck. It counts no more.", "told")
    return _to(case)


def _reach(
    world: IssuerWorld, application: str, entry: int
) -> tuple[CaseFile, Recorded, list[Recorded]]:
    case = open_case_to_change(world, application)
    recorded = recorded_in(world, case)
    return case, entry_of(recorded, entry), recorded


def _waiver(world: IssuerWorld, application: str, entry: int) -> tuple[CaseFile, Recorded, Waiver]:
    case, found, _ = _reach(world, application, entry)
    if not isinstance(found.document, Waiver):
        raise UnknownEntryError(str(entry))
    if found.author == officer().name:
        raise ProceedingError("who asked for a waiver does not approve it: another officer does")
    return case, found, found.document


def _to(case: CaseFile) -> ResponseReturnValue:
    return redirect(_address(case), 303)


def _address(case: CaseFile) -> str:
    return url_for("admin.applications.show", application=case.record.application.id)


def _strike_page(world: IssuerWorld, form: AskedForm, case: CaseFile, found: Recorded) -> str:
    title = KINDS[found.document.kind].title
    told = tell_one(found, vocabulary_of(case.scheme, world))
    return ask_page(
        form,
        section="candidates",
        title=f"Strike: {title.lower()}",
        back=(_address(case), case.person.name),
        button="Strike it",
        about=[
            " · ".join([title, *(_written(line) for line in told.brief)]),
            f"Recorded by {found.author} on {in_words(found.recorded.date())}",
        ],
        lead="It counts no more from the moment you confirm, and stays on record with your "
        "reason. This cannot be undone; it can be added again.",
        danger=True,
    )


def _written(line: Line) -> str:
    """Return what a document says, as its line in the dossier does."""
    label, said = line
    if isinstance(said, date):
        return in_words(said)
    return str(said) if isinstance(said, str) else f"{label.lower()} {said}"


def _approve_page(form: AskedForm, case: CaseFile, found: Recorded, waiver: Waiver) -> str:
    titles = {each.id: each.title for each in case.scheme.requirements}
    return ask_page(
        form,
        section="candidates",
        title="Approve this waiver",
        back=(_address(case), case.person.name),
        button="Approve the waiver",
        about=[
            titles.get(waiver.requirement, waiver.requirement),
            waiver.reason,
            f"Asked for by {found.author}",
        ],
        lead="Once you approve it, the requirement is waived for this candidate.",
    )
