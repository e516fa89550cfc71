"""Which fonts we draw with, and where they are: in installed packages, never on the machine."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import typst

# Packages that carry fonts; located, never imported. One that is not installed is left out: what it
# alone can draw is then refused where it is entered, and nothing else changes.
_PACKAGES = (
    "fontpkg_amiri",
    "justmytype_intl_south_asia",
    "justmytype_intl_sea",
    "noto_cjk_sans_otc",
)

# The first that has a character draws it. Libertinus and New Computer Modern are Typst's own.
_FAMILIES = (
    "Libertinus Serif",  # Latin, Greek, Cyrillic, Hebrew
    "Amiri",  # Arabic, Persian, Urdu
    "New Computer Modern",  # Armenian, Georgian
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
)

# One Han character has other shapes in other countries: the language chooses.
_HAN = "Noto Sans CJK SC"
_HAN_BY_LANGUAGE = {
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
    "zh-hant": "Noto Sans CJK TC",
    "zh-tw": "Noto Sans CJK TC",
    "zh-hk": "Noto Sans CJK HK",
    "zh-mo": "Noto Sans CJK HK",
    "yue": "Noto Sans CJK HK",
}


def load_fonts() -> typst.Fonts:
    """Read Typst's own fonts and those of the packages that are installed."""
    folders = [folder for package in _PACKAGES if (folder := _folder(package)) is not None]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def families(language: str, available: frozenset[str]) -> list[str]:
    """Return the families to try, in order, for text in `language` (BCP 47)."""
    wanted = dict.fromkeys((*_FAMILIES, _han(f"{language.lower()}-"), _HAN))
    return [family for family in wanted if family in available]


def _han(tag: str) -> str:
    found = (font for prefix, font in _HAN_BY_LANGUAGE.items() if tag.startswith(f"{prefix}-"))
    return next(found, _HAN)


def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
