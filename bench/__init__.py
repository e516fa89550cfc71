"""Measures Probatum as ratios within one run, because machines differ and are never quiet."""
