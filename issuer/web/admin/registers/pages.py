"""The registers' pages: listed, added to, revised, and each entry with its history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.application import ListedRecord
from issuer.candidates.errors import UnknownListedError
from issuer.certification.dossier.register import Listed
from issuer.certification.errors import CertificationError, Fault
from issuer.certification.scheme import Scheme
from issuer.errors import IssuerError, UnknownSchemeError
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.admin.registers.entry import begin_entry, read_entry
from issuer.web.admin.registers.kinds import REGISTERS, questions_for_entry
from issuer.web.admin.registers.told import entry_lines, name_of, note_of, standing
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_KIND = f"<any({', '.join(REGISTERS)}):kind>"
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
_NUMBER = Question(
    "id", "Number in the register", Control.LINE, help="Keep this one, or give your own."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands: its register, the scheme it belongs to, the entry it revises."""

    kind: str
    scheme: Scheme | None
    before: Listed | None
    questions: Sequence[Question]


def registers_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages of every register."""
    blueprint = Blueprint("registers", __name__, url_prefix="/registers")

    @blueprint.get("")
    @require(Action.READ_REGISTERS)
    def home() -> ResponseReturnValue:
        return redirect(url_for("admin.registers.list_all", kind="provider"), 303)

    @blueprint.get(f"/{_KIND}")
    @require(Action.READ_REGISTERS)
    def list_all(kind: str) -> ResponseReturnValue:
        return _list(world, kind)

    @blueprint.get(f"/{_KIND}/<id>")
    @require(Action.READ_REGISTERS)
    def show(kind: str, id: str) -> ResponseReturnValue:  # noqa: A002 - as the address has it
        return _show(world, kind, _find(world, kind, id))

    _add_changes(blueprint, world)
    return blueprint


def _add_changes(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get(f"/{_KIND}/new")
    @require(Action.REVISE_REGISTERS)
    def ask(kind: str) -> ResponseReturnValue:
        return _ask(world, _new(world, kind))

    @blueprint.post(f"/{_KIND}/new")
    @require(Action.REVISE_REGISTERS)
    def add(kind: str) -> ResponseReturnValue:
        place = _new(world, kind)
        if REGISTERS[kind].of_scheme and place.scheme is None:
            raise UnknownSchemeError("none was chosen")
        return _put(world, place)

    @blueprint.get(f"/{_KIND}/<id>/revise")
    @require(Action.REVISE_REGISTERS)
    def ask_to_revise(kind: str, id: str) -> ResponseReturnValue:  # noqa: A002
        place = _revised(world, kind, id)
        data = begin_entry(place.questions, _find(world, kind, id).listed, world.body.zone)
        return _page(make_form(place.questions, data=data, formdata=None), place)

    @blueprint.post(f"/{_KIND}/<id>/revise")
    @require(Action.REVISE_REGISTERS)
    def revise(kind: str, id: str) -> ResponseReturnValue:  # noqa: A002
        return _put(world, _revised(world, kind, id))


def _ask(world: IssuerWorld, place: Place) -> str:
    if REGISTERS[place.kind].of_scheme and place.scheme is None:
        return render_template(
            "admin/registers/choose_scheme.html",
            schemes=_schemes(world),
            register=REGISTERS[place.kind],
            kind=place.kind,
        )
    data = {"id": _next(world, place.kind)}
    return _page(make_form(place.questions, data=data, formdata=None), place)


def _put(world: IssuerWorld, place: Place) -> ResponseReturnValue:
    form = make_form(place.questions)
    if not form.validate():
        return _page(form, place), 422
    fixed = {"kind": place.kind}
    if place.before is not None:
        fixed["id"] = place.before.id
    elif _is_taken(world, place.kind, form["id"].data):
        form.mark([Fault("id", "this number is taken: give another")])
        return _page(form, place), 422
    if place.scheme is not None:
        fixed["scheme"] = place.scheme.id
    try:
        listed = read_entry(form, world.body.zone, before=place.before, **fixed)
        world.candidates.registers.put(listed, author=officer().name, at=world.clock())
    except (IssuerError, CertificationError) as error:
        status = form.refuse(error)
        return _page(form, place), status
    flash(f"{REGISTERS[place.kind].one} {listed.id} is recorded.", "told")
    return redirect(url_for("admin.registers.show", kind=place.kind, id=listed.id), 303)


def _new(world: IssuerWorld, kind: str) -> Place:
    scheme = None
    if REGISTERS[kind].of_scheme:
        schemes = _schemes(world)
        named = request.args.get("scheme") or (schemes[0].id if len(schemes) == 1 else "")
        scheme = next((each for each in schemes if each.id == named), None)
    questions = questions_for_entry(kind, scheme, world)
    return Place(kind, scheme, None, [_NUMBER, *questions])


def _revised(world: IssuerWorld, kind: str, id_: str) -> Place:
    listed = _find(world, kind, id_).listed
    scheme = getattr(listed, "scheme", None)
    found = world.schemes.in_force(scheme).scheme if scheme else None
    return Place(kind, found, listed, questions_for_entry(kind, found, world, listed))


def _find(world: IssuerWorld, kind: str, id_: str) -> ListedRecord:
    if _ID.fullmatch(id_) is None:
        raise UnknownListedError(ascii(id_))
    return world.candidates.registers.find(kind, id_)


def _is_taken(world: IssuerWorld, kind: str, id_: str) -> bool:
    return any(each.listed.id == id_ for each in world.candidates.registers.all(kind))


def _next(world: IssuerWorld, kind: str) -> str:
    """Return the next number: a letter, and one more than the highest so far."""
    letter = REGISTERS[kind].letter
    numbers = [
        int(each.listed.id.removeprefix(f"{letter}-"))
        for each in world.candidates.registers.all(kind)
        if re.fullmatch(f"{letter}-[0-9]{{1,9}}", each.listed.id)
    ]
    return f"{letter}-{max(numbers, default=0) + 1}"


def _schemes(world: IssuerWorld) -> list[Scheme]:
    return [each.scheme for each in world.schemes.all() if each.scheme.keeps_dossiers]


def _list(world: IssuerWorld, kind: str) -> str:
    today = world.clock().date()
    return render_template(
        "admin/registers/list.html",
        kind=kind,
        registers=REGISTERS,
        rows=[
            (each.listed, name_of(each.listed), note_of(each.listed), standing(each.listed, today))
            for each in world.candidates.registers.all(kind)
        ],
    )


def _show(world: IssuerWorld, kind: str, record: ListedRecord) -> str:
    with world.database.reading() as unit:
        history = unit.register.history(kind, record.listed.id)
    questions = _revised(world, kind, record.listed.id).questions
    return render_template(
        "admin/registers/entry.html",
        kind=kind,
        register=REGISTERS[kind],
        record=record,
        state=standing(record.listed, world.clock().date()),
        name=name_of(record.listed),
        history=[(each, list(entry_lines(each.listed, questions))) for each in history],
    )


def _page(form: AskedForm, place: Place) -> str:
    register, before = REGISTERS[place.kind], place.before
    if before is None:
        back = url_for("admin.registers.list_all", kind=place.kind), register.title
    else:
        back = url_for("admin.registers.show", kind=place.kind, id=before.id), before.id
    return ask_page(
        form,
        section="registers",
        title=f"Revise {before.id}" if before else f"New {register.one.lower()}",
        back=back,
        button="Record",
        lead=f"For {place.scheme.title}" if place.scheme else None,
    )
