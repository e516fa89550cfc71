"""`POST /api/clinic/rows`: some rows of a list, or one document, as lines of the clinic's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.roster.check import RosterCheck
from verifier.roster.gathering import key_of
from verifier.roster.row import Row
from verifier.telling import MOMENT, tell_moment
from verifier.web.clinic_report import ReportRow, make_line, words
from verifier.web.http.languages import reader_language
from verifier.web.http.openapi import field_errors
from verifier.web.http.problems import Problem
from verifier.web.services import Services
from verifier.web.uploads import busy, uploaded_files
from verifier.wiring import VerifierWorld

MAX_GROUP = 20  # rows


class GroupRequest(BaseModel):
    """Rows that follow one another; the first has the place `first`. `days`: show their days."""

    model_config = ConfigDict(extra="forbid", strict=True)

    first: int = Field(ge=1, le=100_000)
    days: bool
    rows: list[Row] = Field(min_length=1, max_length=MAX_GROUP)


@dataclass(frozen=True, slots=True)
class _Group:
    asked: GroupRequest
    documents: dict[str, bytes] = field(default_factory=dict)


def rows_view(world: VerifierWorld, services: Services) -> Callable[[], ResponseReturnValue]:
    """Return the view. A document that nobody has time to read is a 503: ask again."""

    def answer() -> ResponseReturnValue:
        group = _group()
        at, language = world.clock(), reader_language()
        check = RosterCheck(world.inquiry, world.trust, at, group.documents, language)
        checked = list(check.answer(group.asked.rows, first=group.asked.first))
        if not all(each.answer.finished for each in checked):
            raise busy()
        for each in checked:
            services.metrics.count_verdict(each.verdict, "clinic")
        services.limits.misses.allow(each.verdict for each in checked)
        days = group.asked.days
        lines = [
            _told(make_line(row, each.answer, at, check.trust.current(), language), has_days=days)
            for row, each in zip(group.asked.rows, checked, strict=True)
        ]
        return jsonify({"checked": tell_moment(language, MOMENT, at), "rows": lines})

    return answer


def _told(line: ReportRow, *, has_days: bool) -> dict[str, Any]:
    around = words(reader_language())
    html = render_template("clinic/row.html", line=line, has_days=has_days, **around)
    return {"place": line.place, "html": html}


def _group() -> _Group:
    """Return what is asked: as JSON, or as one file with its row in a part called `group`."""
    if request.is_json:
        return _Group(_parse(lambda: GroupRequest.model_validate(request.get_json())))
    files = uploaded_files("file")
    asked = _parse(lambda: GroupRequest.model_validate_json(request.form.get("group", "")))
    if len(files) != 1 or len(asked.rows) != 1:
        raise Problem(400, "malformed_request", "Send one file with its one row.")
    return _Group(asked, {key_of(asked.rows[0].text): files[0][1]})


def _parse(parse: Callable[[], GroupRequest]) -> GroupRequest:
    try:
        return parse()
    except ValidationError as exc:
        told = "These are not rows of a list."
        raise Problem(422, "invalid_request", told, errors=field_errors(exc)) from exc
