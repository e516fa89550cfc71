"""A small sample of the table in docs/qr.md: damaged pictures of printed codes are read."""

from __future__ import annotations

import re

import pytest

from bench.qr import DAMAGES, DECODERS, RESOLUTIONS, decode_rates
from tests.source import ROOT

SAMPLE = 3


@pytest.fixture(scope="module")
def rates():
    """Return the rates of a few certificates at the resolution from which on they are promised."""
    return decode_rates(SAMPLE, resolutions=(150,))


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_of_two_decoders_reads_every_code(rates, damage):
    """At 150 dpi, whatever is done to the picture, the better of the two reads all of a few."""
    assert max(rates[damage, 150].values()) == pytest.approx(1)


def test_the_table_tells_of_every_damage_and_holds_what_it_promises():
    """docs/qr.md has a row for each damage and decoder, and 99 % for the better from 150 dpi on."""
    text = (ROOT / "docs" / "qr.md").read_text()
    for damage in DAMAGES:
        rows = [
            re.findall(r"(\d+)%", line)
            for line in text.splitlines()
            if line.startswith(f"| {damage} |")
        ]
        assert len(rows) == len(DECODERS)
        best = [max(map(int, column)) for column in zip(*rows, strict=True)]
        assert len(best) == len(RESOLUTIONS)
        assert min(best[1:]) >= 99
