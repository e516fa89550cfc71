"""An SVG made again from what only draws: nothing in it runs, fetches, or grows.

What draws and is not known here is refused rather than left out, because a logo without a part of
it is another logo. What draws nothing (an editor's own notes) is left out.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from issuer.errors import BodyError

MAX_BYTES = 64 * 1024
MAX_PARTS = 2000
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# fmt: off
_PARTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "use",
    "symbol", "linearGradient", "radialGradient", "stop", "clipPath",
})
_NOTES = frozenset({"title", "desc", "metadata"})  # they draw nothing
_LOOKS = frozenset({
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
    "stroke-dashoffset", "opacity", "color", "display", "visibility", "clip-path", "clip-rule",
    "stop-color", "stop-opacity",
})
_SHAPES = frozenset({
    "id", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width",
    "height", "points", "transform", "viewBox", "preserveAspectRatio", "offset", "gradientUnits",
    "gradientTransform", "spreadMethod", "clipPathUnits",
})
# fmt: on
_MENDS = {
    "script": "it holds a script; save it as plain SVG",
    "image": "it holds another picture; draw it, or give a PNG",
    "text": "it holds words; turn them into paths",
    "style": "it holds a style sheet; save it with presentation attributes",
    "foreignObject": "it holds a page; save it as plain SVG",
}
_OUTSIDE = re.compile(r"\\|url\((?!\s*['\"]?#)", re.IGNORECASE)  # in CSS `u\72l(` is url(
_NUMBER = re.compile(r"([0-9]*\.?[0-9]+)(?:px)?")
_DEEPEST = 50


def plain_svg(data: bytes) -> tuple[bytes, float, float]:
    """Return the SVG in our own spelling with its width and height, or raise `BodyError`."""
    if len(data) > MAX_BYTES:
        raise BodyError(f"the SVG has more than {MAX_BYTES // 1024} KB; simplify it, or give a PNG")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data, re.IGNORECASE) or b"\0" in data[:4]:
        raise BodyError("the SVG has a document type; save it as plain SVG, in UTF-8")
    try:
        root = ET.fromstring(data)  # noqa: S314 - there is no entity left that could grow
    except (ET.ParseError, ValueError, LookupError) as exc:
        raise BodyError("this is no SVG: its XML cannot be read") from exc
    if root.tag != f"{{{_SVG}}}svg":
        raise BodyError("this is no SVG: it does not begin with an svg element")
    if sum(1 for _ in root.iter()) > MAX_PARTS:
        raise BodyError(f"the SVG has more than {MAX_PARTS} parts; simplify it, or give a PNG")
    width, height = _measures(root)
    made = _plain(root, 0)
    if any(each.get("href") for each in made.iter("use")):
        _require_no_growth(made)
    size = {"xmlns": _SVG, "width": f"{width:g}", "height": f"{height:g}"}
    box = {"viewBox": made.attrib.get("viewBox", f"0 0 {width:g} {height:g}")}
    made.attrib = size | box | {k: v for k, v in made.attrib.items() if k not in {*size, *box}}
    return ET.tostring(made, encoding="utf-8"), width, height


def _plain(element: ET.Element, depth: int) -> ET.Element:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _PARTS:
        raise BodyError("the SVG is refused: " + _MENDS.get(name, f"we do not draw <{name[:40]}>"))
    if depth > _DEEPEST:
        raise BodyError(f"the SVG is nested more than {_DEEPEST} deep; simplify it")
    made = ET.Element(name, dict(_attributes(element)))
    made.extend([_plain(child, depth + 1) for child in element if _draws(child)])
    return made


def _draws(child: ET.Element) -> bool:
    """Tell apart what draws, or might, from notes and from an editor's own elements."""
    if not isinstance(child.tag, str):  # a comment, or an instruction to a program
        return False
    space, _, name = child.tag.rpartition("}")
    return space == f"{{{_SVG}" and name not in _NOTES


def _attributes(element: ET.Element) -> list[tuple[str, str]]:
    given = dict(element.attrib)
    style = given.pop("style", "")
    pairs = [each.partition(":") for each in style.split(";") if each.strip()]
    told = given | {name.strip(): value.strip() for name, _, value in pairs}
    kept = []
    for name, value in told.items():
        if name.lower().startswith("on"):
            raise BodyError(f"the SVG is refused: {_MENDS['script']}")
        if name in {"href", f"{{{_XLINK}}}href"}:
            if not value.startswith("#"):
                raise BodyError("the SVG is refused: it fetches something from elsewhere")
            kept.append(("href", value))
        elif name in _SHAPES or name in _LOOKS:
            if _OUTSIDE.search(value):
                raise BodyError("the SVG is refused: it fetches something from elsewhere")
            kept.append((name, value))
    return kept


def _measures(root: ET.Element) -> tuple[float, float]:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        if len(box) == 4:  # noqa: PLR2004 - x, y, width, height
            width, height = float(box[2]), float(box[3])
        else:
            width, height = (_pixels(root.get(side, "")) for side in ("width", "height"))
    except ValueError as exc:
        raise BodyError("the SVG does not say its size: give it a viewBox") from exc
    if not (0 < width < 1e6 and 0 < height < 1e6):  # noqa: PLR2004
        raise BodyError("the SVG does not say its size: give it a viewBox")
    return width, height


def _pixels(text: str) -> float:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return float(found[1])


def _require_no_growth(root: ET.Element) -> None:
    """Refuse copies of copies: a few of them would draw a billion parts."""
    named = {each.get("id"): each for each in root.iter() if each.get("id")}
    drawn = 0
    for use in root.iter("use"):
        target = named.get((use.get("href") or "").removeprefix("#"))
        if target is None or any(True for _ in target.iter("use")):
            raise BodyError("the SVG is refused: it copies what is not there, or copies of copies")
        drawn += sum(1 for _ in target.iter())
    if drawn > MAX_PARTS:
        raise BodyError(f"the SVG has more than {MAX_PARTS} parts; simplify it, or give a PNG")
