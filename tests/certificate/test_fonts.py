"""Fonts come from packages alone, and the language chooses among the shapes of Han."""

import io
import sys
from pathlib import Path

import pikepdf
import pytest

from verifier.typesetting.fonts import families, load_fonts

PACKAGES = [root for root in sys.path if root]
ALL = frozenset(f"Noto Sans CJK {region}" for region in ("SC", "TC", "HK", "JP", "KR")) | {
    "Libertinus Serif",
    "Amiri",
}

# Scripts that Typst's own fonts lack: the font that draws them, a name, its language.
PACKAGED = [
    ("Amiri", "د. ليلى عبد الرحمن المنصوري", "ar"),
    ("Amiri", "ڈاکٹر محمد علی خان", "ur-PK"),
    ("NotoSansDevanagari", "डॉ. प्रिया शर्मा", "hi"),
    ("NotoSansBengali", "ডাঃ প্রিয়া শর্মা", "bn"),
    ("NotoSansTamil", "பிரியா", "ta"),
    ("NotoSansTelugu", "ప్రియ", "te"),
    ("NotoSansThai", "สมชาย ใจดี", "th"),
    ("NotoSansKhmer", "សុខា", "km"),
    ("NotoSansMyanmar", "မြန်မာ", "my"),
    ("NotoSansCJKtc", "王小明醫師", "zh-Hant-TW"),
    ("NotoSansCJKjp", "田中さくら", "ja"),
    ("NotoSansCJKkr", "김민수", "ko-KR"),
]


@pytest.mark.parametrize(
    ("tag", "han"),
    [
        ("ja", "JP"),
        ("ko-KR", "KR"),
        ("zh", "SC"),
        ("zh-Hans-SG", "SC"),
        ("zh-Hant", "TC"),
        ("ZH-hant-tw", "TC"),
        ("zh-HK", "HK"),
        ("jam", "SC"),
        ("en", "SC"),
    ],
)
def test_the_language_chooses_the_shape_of_han(tag, han):
    """Its own country's font is tried before the common one; Latin always first."""
    chosen = families(tag, ALL)
    assert chosen[0] == "Libertinus Serif"
    assert next(family for family in chosen if "CJK" in family) == f"Noto Sans CJK {han}"


def test_only_what_there_is_is_asked_for():
    """A family that is not installed is not named to Typst, which would warn of it."""
    assert families("ja", frozenset({"Libertinus Serif"})) == ["Libertinus Serif"]


def test_no_font_of_the_machine_is_used():
    """Every font is Typst's own or lies in an installed package."""
    for font in load_fonts().fonts():
        assert font.path is None or any(Path(font.path).is_relative_to(root) for root in PACKAGES)


@pytest.mark.parametrize(("font", "name", "language"), PACKAGED)
def test_a_packaged_font_draws_its_script(typesetter, make_drawing, font, name, language):
    """A name in each of these scripts is drawn, in the font that was chosen for it."""
    assert typesetter.undrawable(name) is None
    pdf = typesetter.draw(make_drawing(name_native=name, native_language=language))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = document.pages[0].Resources.Font
        assert any(font in str(embedded.BaseFont) for embedded in fonts.values())


@pytest.mark.parametrize("script", ["አማርኛ", "བོད", "પ્રિયા"])
def test_scripts_we_have_no_font_for(typesetter, script):
    """Ethiopic, Tibetan and Gujarati are refused by name, from the first letter on."""
    first = typesetter.undrawable(f"Anna {script}")
    assert first is not None
    assert script.startswith(first)
