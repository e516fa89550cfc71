"""Adding documents to a dossier, kind by kind; the form of a series stays open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.application import Recorded
from issuer.candidates.case_file import CaseFile
from issuer.candidates.errors import EntryConflictError
from issuer.certification.dossier.documents import DOCUMENT_KINDS, read_document
from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError
from issuer.web.admin.answers import read_answers, to_answers
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.candidates.asking import questions_for
from issuer.web.admin.candidates.kinds import KINDS, Kind, kinds_asked
from issuer.web.admin.candidates.reach import next_ref, open_case_to_change, recorded_in
from issuer.web.admin.candidates.settling import settle
from issuer.web.admin.candidates.vocabulary import vocabulary_of
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.problems import Problem

_ATTEMPT = Question(
    "ref", "Number of the attempt", Control.LINE, help="As the examination system calls it."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document that is being made: whose, of which kind, and what is asked."""

    case: CaseFile
    name: str
    kind: Kind
    recorded: list[Recorded]
    questions: list[Question]

    @property
    def has_scheme(self) -> bool:
        """Tell whether such a document belongs to one scheme."""
        return "scheme" in DOCUMENT_KINDS[self.name].model_fields

    @property
    def address(self) -> dict[str, str]:
        """Return what names this form in an address."""
        return {"application": self.case.record.application.id, "kind": self.name}


def documents_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the form of every kind of document."""
    blueprint = Blueprint("documents", __name__, url_prefix="/applications/<application>/add")

    @blueprint.get("/<kind>")
    @require(Action.RECORD_DOCUMENTS)
    def ask(application: str, kind: str) -> ResponseReturnValue:
        sheet = _sheet(world, application, kind)
        form = make_form(sheet.questions, data=_begun(world, sheet), formdata=None)
        return _page(form, sheet)

    @blueprint.post("/<kind>")
    @require(Action.RECORD_DOCUMENTS)
    def record(application: str, kind: str) -> ResponseReturnValue:
        sheet = _sheet(world, application, kind)
        form = make_form(sheet.questions)
        if not form.validate():
            return _page(form, sheet), 422
        try:
            _record(world, sheet, form)
        except (IssuerError, CertificationError) as error:
            status = form.refuse(error)
            if isinstance(error, EntryConflictError) and not sheet.kind.names_ref:
                form.ref.data = next_ref(recorded_in(world, sheet.case), sheet.name)
                form.form_errors[:] = ["Somebody else added one meanwhile. Look, and send it again"]
            return _page(form, sheet), status
        settle(world, [sheet.case.person.ref])
        return _recorded(sheet, form)

    return blueprint


def _sheet(world: IssuerWorld, application: str, kind: str) -> Sheet:
    case = open_case_to_change(world, application)
    if kind not in kinds_asked(case.scheme):
        raise Problem(404, "not_found", "There is no such document under this scheme.")
    recorded = recorded_in(world, case)
    questions = list(questions_for(kind, vocabulary_of(case.scheme, world), recorded))
    if KINDS[kind].names_ref:
        questions.insert(0, _ATTEMPT)
    return Sheet(case, kind, KINDS[kind], recorded, questions)


def _begun(world: IssuerWorld, sheet: Sheet) -> dict[str, Any]:
    """Return what the form begins with: a document to do again, what is kept, what is likely."""
    for each in sheet.recorded:
        if str(each.id) == request.args.get("like") and each.document.kind == sheet.name:
            begun = to_answers(sheet.questions, each.document, world.body.zone)
            return begun | (
                {} if sheet.kind.names_ref else {"ref": next_ref(sheet.recorded, sheet.name)}
            )
    kept = {name: request.args[name] for name in sheet.kind.kept if name in request.args}
    return {"ref": next_ref(sheet.recorded, sheet.name)} | _likely(world, sheet) | kept


def _likely(world: IssuerWorld, sheet: Sheet) -> dict[str, Any]:
    application = sheet.case.record.application
    today = world.clock().astimezone(world.body.zone).date().isoformat()
    likely: dict[str, Any] = {
        "profession": application.profession,
        "region": application.region,
        "checked_by": officer().name,
        "seen_by": officer().name,
        "check.by": officer().name,
        "check.on": today,
        "patient": str(_next_patient(sheet)),
    }
    asked = {question.member for question in sheet.questions}
    likely = {member: answer for member, answer in likely.items() if member in asked}
    if sheet.name in {"identity", "declaration"}:
        likely["on"] = today
    if sheet.kind.names_ref:
        likely["ref"] = ""
    return likely


def _next_patient(sheet: Sheet) -> int:
    patients = [getattr(each.document, "patient", 0) for each in sheet.recorded]
    return max(patients, default=0) + 1


def _record(world: IssuerWorld, sheet: Sheet, form: AskedForm) -> None:
    members = {"kind": sheet.name, "ref": form.ref.data, **read_answers(form, world.body.zone)}
    if sheet.has_scheme:
        members["scheme"] = sheet.case.scheme.id
    document = read_document(members)
    world.candidates.dossiers.record(
        sheet.case.person.ref, [document], author=officer().name, at=world.clock()
    )


def _recorded(sheet: Sheet, form: AskedForm) -> ResponseReturnValue:
    flash(f"{sheet.kind.title} recorded.", "told")
    if request.form.get("then") != "another":
        application = sheet.address["application"]
        return redirect(url_for("admin.applications.show", application=application), 303)
    kept = {name: str(form[name].data) for name in sheet.kind.kept}
    address: dict[str, Any] = {**sheet.address, **kept}
    return redirect(url_for("admin.documents.ask", **address), 303)


def _page(form: AskedForm, sheet: Sheet) -> str:
    application = sheet.address["application"]
    count = sum(each.struck is None and each.document.kind == sheet.name for each in sheet.recorded)
    first = next((q.member for q in sheet.questions if not form[q.member].data), None)
    return ask_page(
        form,
        section="candidates",
        title=f"{sheet.kind.title}: add",
        back=(
            url_for("admin.applications.show", application=application),
            sheet.case.person.name,
        ),
        button="Record",
        lead=sheet.kind.lead,
        again="Record, and add another" if sheet.kind.kept else None,
        after=f"In the dossier so far: {count}." if sheet.kind.kept else None,
        first=first,
    )
