"""The documents of a dossier that just meets the example scheme, as members of JSON.

Every figure is exactly on its boundary where the scheme has one.
"""

from __future__ import annotations

from typing import Any

from tests.certification.rules.example_scheme import make_scheme

DOMAINS = (
    *("preparation", "consent", "anatomy", "technique"),
    *("safety", "communication", "aftercare"),
)
POINTS = {"S1": 20, "S2": 14, "S3": 19, "S4": 18, "S5": 14, "S6": 10}  # 95 of 120


def identity() -> list[dict[str, Any]]:
    """Stage 1, and what the regions ask: everything that anybody could be asked."""
    check = {"on": "2026-11-10", "by": "Ines Example-Officer", "how": "register-page"}
    seen = {"on": "2026-08-01", "seen_by": "Ines Example-Officer"}
    given = {"on": "2026-08-01", "by": "Dr Example-Supervisor"}
    declared = {"kind": "declaration", "on": "2026-08-01", "holds": True}
    return [
        {
            "kind": "identity", "ref": "identity", "on": "2026-08-01", "document": "passport",
            "checked_by": "Ines Example-Officer",
        },
        {
            "kind": "licence", "ref": "licence", "regulator": "Example Medical Board",
            "number": "EX-1", "status": "active", "expires": "2028-06-30", "check": check,
        },
        {"kind": "experience", "ref": "experience", "since": "2020-01-01", "confirmed_by": "HR"},
        *(
            {"kind": "certificate", "ref": name, "certificate": name, "issuer": "Board", **seen}
            for name in ("basic-life-support", "infection-prevention")
        ),
        *(
            {"ref": name, "declaration": name, **declared}
            for name in ("indemnity", "conduct", "assessed-and-at-hand", "adults-only")
        ),
        *(
            {"kind": "endorsement", "ref": name, "endorsement": name, **given}
            for name in (
                *("supervising-physician", "delegating-physician"),
                *("annual-competency", "named-prescriber"),
            )
        ),
    ]  # fmt: skip


def trained() -> list[dict[str, Any]]:
    """Stage 2: every module for exactly its hours, and exactly the education asked."""
    lesson = {"kind": "training", "course": "course-1", "instructor": "Dr Example-Teacher"}
    return [
        *(
            {
                "ref": module.id,
                "module": module.id,
                "on": "2026-08-10",
                "format": "lecture" if module.setting == "classroom" else "live-model",
                f"{module.setting.replace('-', '_')}_hours": int(module.hours),
                **lesson,
            }
            for module in make_scheme().modules
        ),
        *(
            {
                "kind": "education", "ref": f"on-{topic}", "topic": topic,
                "provider": "Example Academy", "hours": hours, "on": "2026-06-15",
            }
            for topic, hours in (("complications", 2), ("ethics-law", 1), ("injectables", 3))
        ),
    ]  # fmt: skip


def case(number: int, role: str = "performed") -> dict[str, Any]:
    """Return case 1 to 10; ten make exactly the coverage asked: 6, 4 and 4 areas, and so on."""
    day = "2026-09-10" if number <= 5 else "2026-09-24"
    made = {
        "kind": "case",
        "ref": f"{role}-{number:02}",
        "role": role,
        "on": day if role == "performed" else "2026-08-20",
        "supervisor": "sup-1",
        "site": "site-1",
        "patient": number if role == "performed" else 100 + number,
        "areas": ["glabella"] if number <= 6 else ["forehead"],
        "skin_type": "I-II" if number <= 4 else "III-IV" if number <= 8 else "V-VI",
        "age_band": "18-34" if number <= 2 else "35-54" if number <= 8 else "55-plus",
        "presentation": "feminine" if number <= 9 else "masculine",
    }
    if number <= 4:
        made["areas"] = ["glabella", "lateral-canthal"]
    if number <= 5:
        made["follow_up"] = "2026-10-08"
    if number == 1:
        made["complication"] = "touch-up"
    return made


def feedback(number: int, level: str = "independent") -> dict[str, Any]:
    """Return what the mentor says of performed case `number`: one level in every domain."""
    return {
        "kind": "feedback",
        "ref": f"feedback-{number:02}",
        "case": f"performed-{number:02}",
        "supervisor": "sup-1",
        "on": "2026-09-25",
        "domains": dict.fromkeys(DOMAINS, level),
    }


def practised() -> list[dict[str, Any]]:
    """Stage 3: ten observed and ten performed cases; the last three at the level asked."""
    return [
        *(case(number, role) for role in ("observed", "performed") for number in range(1, 11)),
        *(feedback(n, "independent" if n >= 8 else "with-prompting") for n in range(1, 11)),
    ]


def written(**changes: Any) -> dict[str, Any]:
    """Return an attempt at the written examination that passes."""
    made = {"ref": "W-1", "ended": "2026-10-05T11:00:00Z", "form": "A", "points": POINTS}
    return {"kind": "written", **made, **changes}


def practical(**changes: Any) -> dict[str, Any]:
    """Return an attempt at the practical examination, scored elsewhere, that just passes."""
    made = {"ref": "P-1", "ended": "2026-10-20T15:00:00Z", "percent": 70, "stations_passed": 6}
    examiners = ["Dr A. Example-Examiner", "Dr B. Example-Examiner"]
    return {"kind": "practical", **made, "examiners": examiners, **changes}


def station(name: str, examiner: str, *, sitting: str = "s-1", **changes: Any) -> dict[str, Any]:
    """Return what one examiner scored at one station: 3 for every item, unless changed."""
    found = next(each for each in make_scheme().practical.stations if each.id == name)
    return {
        "kind": "station", "ref": f"{sitting}/{name}/{examiner}", "sitting": sitting,
        "station": name, "examiner": examiner, "ended": "2026-10-20T15:00:00Z",
        "items": dict.fromkeys(found.items, 3), **changes,
    }  # fmt: skip


def scored(sitting: str = "s-1", **changes: Any) -> list[dict[str, Any]]:
    """Return a whole sitting: two examiners at each of the eight stations."""
    stations = [each.id for each in make_scheme().practical.stations]
    return [
        station(name, examiner, sitting=sitting, **changes)
        for name in stations
        for examiner in ("ex-1", "ex-2")
    ]


def documents(profession: str = "physician", region: str = "FR") -> list[dict[str, Any]]:
    """Return every document of the good dossier, as members."""
    made = [*identity(), *trained(), *practised(), written(), *scored()]
    for each in made:
        if each["kind"] in {"licence", "experience"}:
            each["profession"] = profession
        if each["kind"] == "licence":
            each["region"] = region
    return made
