"""Hypothesis measures examples against a clock; on a busy machine that would fail good code."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("unhurried")
