"""An entry of a register as the answers of its form, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from issuer.certification.dossier.documents import read_listed
from issuer.certification.dossier.register import Examiner, Listed, Sitting
from issuer.web.admin.answers import read_answers, to_answers
from issuer.web.admin.asked import AskedForm
from issuer.web.admin.questions import Question
from issuer.web.admin.registers.kinds import conflict_id

OWN = frozenset({"stations", "declared", "conflict"})  # members that are asked for in another shape


def read_entry(form: AskedForm, zone: ZoneInfo, *, before: Listed | None, **fixed: str) -> Listed:
    """Return the entry that was answered, or raise `DocumentError`; `fixed` are its own members."""
    members = {**read_answers(form, zone), **fixed}
    if fixed["kind"] == "examiner":
        members["conflicts"] = _conflicts(members, before)
    if fixed["kind"] == "sitting":
        pairs = members.get("stations", {})
        members["stations"] = {
            station: [pair[place] for place in sorted(pair)] for station, pair in pairs.items()
        }
    return read_listed(members)


def _conflicts(members: dict[str, Any], before: Listed | None) -> list[Any]:
    """Return what was declared and is kept, and the one that is new."""
    kept, new = members.pop("declared", []), members.pop("conflict", None)
    declared = before.conflicts if isinstance(before, Examiner) else ()
    conflicts: list[Any] = [each.model_dump() for each in declared if conflict_id(each) in kept]
    return [*conflicts, new] if new else conflicts


def begin_entry(questions: Sequence[Question], entry: Listed, zone: ZoneInfo) -> dict[str, Any]:
    """Return the answers that a form for revising `entry` begins with."""
    plain = [each for each in questions if each.member.split(".")[0] not in OWN]
    answers = to_answers(plain, entry, zone)
    if isinstance(entry, Examiner):
        answers["declared"] = [conflict_id(each) for each in entry.conflicts]
    if isinstance(entry, Sitting):
        for station, pair in entry.stations.items():
            for place, examiner in enumerate(pair):
                answers[f"stations.{station}.{place}"] = examiner
    return answers
