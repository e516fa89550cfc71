"""Any document at all, for hypothesis: of every kind, in the scheme's words and in others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from issuer.certification.dossier.dossier import Application, Dossier, Entry, Registers
from issuer.certification.figures import show_moment
from issuer.certification.scheme import Scheme
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.making import AT, SCHEME, make_registers, read

_EXAMPLE = make_scheme()
_LOG = _EXAMPLE.case_log
DAYS = st.dates(date(2025, 6, 1), date(2027, 2, 1)) | st.dates(date(1940, 1, 1), date(2199, 12, 31))
_DAY = DAYS.map(date.isoformat)
MOMENTS = st.builds(
    datetime.combine, DAYS.filter(lambda day: day.year > 1999), st.times(), st.just(UTC)
)
_MOMENT = MOMENTS.map(show_moment)
_LINE = st.just("Somebody Example")
PROFESSIONS = st.sampled_from([*_EXAMPLE.professions, "dentist"])
REGIONS = st.sampled_from([*_EXAMPLE.regions, "US", "GB", "FR"])
_HOURS = st.sampled_from([0, 0.25, 1, 2, 3, 10, 16, 9999])
_PERCENT = st.sampled_from([0, 50, 69.99, 70, 71.5, 72, 73, 100])


def _one(ids: Iterable[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([*ids, "strange"])


def _made(needed: dict[str, Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Members that are needed as strategies, and `more` that may be there or not."""
    return st.fixed_dictionaries(needed, optional=more)


drawn: set[str] = set()


def _kind(kind: str, **members: Any) -> dict[str, Any]:
    drawn.add(kind)
    return {"kind": st.just(kind), **members}


_CHECK = st.fixed_dictionaries({"on": _DAY, "by": _LINE, "how": st.just("letter")})
_STATIONS = {station.id: station for station in _EXAMPLE.practical.stations}
_NAMES = {
    field: [getattr(each, field) for each in _EXAMPLE.requirements if hasattr(each, field)]
    for field in ("certificate", "declaration", "endorsement")
}
_WAIVABLE = [each.id for each in _EXAMPLE.requirements]

QUALIFICATIONS = st.one_of(
    _made(_kind("identity", on=_DAY, document=st.just("passport"), checked_by=_LINE)),
    _made(
        _kind("certificate", certificate=_one(_NAMES["certificate"]), issuer=_LINE, on=_DAY,
              seen_by=_LINE),
        expires=_DAY,
    ),
    _made(_kind("experience", profession=PROFESSIONS, since=_DAY, confirmed_by=_LINE), until=_DAY),
    _made(_kind("endorsement", endorsement=_one(_NAMES["endorsement"]), on=_DAY, by=_LINE),
          expires=_DAY),
    _made(_kind("specialty", specialty=_one([]), qualification=_LINE, on=_DAY)),
)  # fmt: skip
LICENCES = _made(
    _kind("licence", profession=PROFESSIONS, regulator=_LINE, region=REGIONS,
          number=st.sampled_from(["1", "2", "3"]), check=_CHECK,
          status=st.sampled_from(["active", "active", "restricted", "suspended", "ended"])),
    expires=_DAY,
)  # fmt: skip
DECLARATIONS = _made(
    _kind("declaration", declaration=_one(_NAMES["declaration"]), on=_DAY, holds=st.booleans()),
    reviewed_by=_LINE,
    expires=_DAY,
)
TRAININGS = st.one_of(
    _made(
        _kind("training", course=_one(["course-1"]), instructor=_LINE, on=_DAY,
              module=_one(module.id for module in _EXAMPLE.modules), format=st.just("lecture"),
              classroom_hours=_HOURS.filter(bool)),
        hands_on_hours=_HOURS,
    ),
    _made(
        _kind("education", topic=_one(["complications", "ethics-law"]), provider=_LINE,
              hours=_HOURS, on=_DAY)
    ),
)  # fmt: skip
CASES = _made(
    _kind("case", role=st.sampled_from(["observed", "performed"]), on=_DAY,
          supervisor=_one(["sup-1"]), site=_one(["site-1"]), patient=st.integers(1, 12),
          areas=st.lists(_one(_LOG.areas), min_size=1, max_size=3)),
    skin_type=_one(_LOG.skin_types), age_band=_one(_LOG.age_bands),
    presentation=_one(_LOG.presentations), follow_up=_DAY, complication=_one(["touch-up"]),
)  # fmt: skip
FEEDBACKS = _made(
    _kind("feedback", case=st.integers(0, 30).map("case-{}".format), on=_DAY,
          supervisor=_one(["sup-1"]),
          domains=st.dictionaries(_one(_LOG.feedback_domains), _one(_LOG.feedback_levels),
                                  min_size=1))
)  # fmt: skip
WRITTENS = _made(
    _kind("written", ended=_MOMENT),
    form=_one("ABC"),
) .flatmap(
    lambda made: st.one_of(
        st.dictionaries(
            _one(section.id for section in _EXAMPLE.written.sections),
            st.integers(0, 200), min_size=1,
        ).map(lambda points: {**made, "points": points}),
        st.tuples(_PERCENT, _PERCENT).map(
            lambda two: {**made, "percent": two[0], "sections": {"S5": two[1]}}
        ),
    )
)  # fmt: skip
PRACTICALS = _made(
    _kind("practical", ended=_MOMENT, percent=_PERCENT, stations_passed=st.integers(0, 10),
          examiners=st.just(["Dr A. Example-Examiner"])),
    critical_fails=st.sampled_from([[], ["P1/misses-absolute-contraindication"], ["X/y"]]),
)  # fmt: skip
_ITEMS = ["opening", "history", "treatments", "expectations", "screening", "summary", "strange"]
STATIONS = _made(
    _kind("station", sitting=st.sampled_from(["s-1", "s-2"]), station=_one(_STATIONS),
          examiner=_one(["ex-1", "ex-2", "ex-3"]), ended=_MOMENT,
          items=st.dictionaries(st.sampled_from(_ITEMS), st.integers(0, 3), min_size=1)),
    role=st.sampled_from(["examiner", "lead"]),
    critical=st.sampled_from([[], ["misses-absolute-contraindication"], ["strange"]]),
)  # fmt: skip
REMEDIATIONS = _made(_kind("remediation", supervisor=_one(["sup-1"]), on=_DAY))
WAIVERS = st.one_of(
    _made(_kind("waiver", requirement=_one(_WAIVABLE), reason=_LINE)),
    _made(_kind("waiver-approval", waiver=st.integers(0, 30).map("waiver-{}".format))),
)
ANYTHING = st.one_of(
    QUALIFICATIONS, LICENCES, DECLARATIONS, TRAININGS, CASES, FEEDBACKS, WRITTENS, PRACTICALS,
    STATIONS, REMEDIATIONS, WAIVERS,
)  # fmt: skip


def entries_of(many: Iterable[dict[str, Any]], name: str = "") -> list[Entry]:
    """Return entries with refs of their own: no two documents of a dossier share kind and ref."""
    made: dict[tuple[str, str], Entry] = {}
    for index, members in enumerate(many):
        ref = f"{name.rstrip('-')}{members['kind']}-{index}"
        if members["kind"] == "station":
            ref = "/".join(members[each] for each in ("sitting", "station", "examiner"))
        author = ("Ann Example-Officer", "Ben Example-Officer")[index % 2]
        made[members["kind"], ref] = Entry(read({**members, "ref": ref}), author, AT)
    return list(made.values())


def dossier_of(
    entries: Iterable[Entry],
    profession: str = "rn",
    region: str = "US-TX",
    registers: Registers | None = None,
) -> Dossier:
    """Return a dossier of these entries."""
    application = Application("A-1", "P-1", SCHEME, "2026.1", profession, region, AT)
    return Dossier(application, tuple(entries), registers or make_registers())


def settled(findings: Iterable[Any]) -> set[str]:
    """Return the requirements that are met or waived."""
    return {each.requirement for each in findings if each.is_settled}


UNCAPPED: Scheme = make_scheme({
    "written.retakes": None, "practical.retakes": None, "requirements.cases.per_day": None,
})  # fmt: skip
