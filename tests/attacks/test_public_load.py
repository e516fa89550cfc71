"""What one request may cost: a list of a stranger's must not keep the patients waiting."""

from __future__ import annotations

from verifier.report.legible import Legible


def test_a_list_in_every_script_costs_a_bounded_number_of_drawings() -> None:
    """Of 30,000 different characters few are drawn to find out which can be."""
    drawn = 0

    def draws(text: str) -> bool:
        nonlocal drawn
        drawn += len(text)
        return "\u9fa0" not in text

    legible = Legible(draws)
    legible.learn(["".join(map(chr, range(0x3400, 0x9FFF)))])
    assert drawn < 50_000
    assert legible.mend("\u9fa0") == "[U+9FA0]"
    legible.learn(["Ω"])
    assert legible.mend("Ω") == "Ω"
