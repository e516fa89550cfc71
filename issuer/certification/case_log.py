"""The closed lists that a case log is written in, and the mentor's scale. Label by id."""

from __future__ import annotations

from pydantic import Field

from issuer.certification.fields import Id, ShortLine, Strict

Words = dict[Id, ShortLine]


class CaseLog(Strict):
    """What each member of a case may say. A list that is empty is not asked."""

    areas: Words = Field(min_length=1, max_length=100)
    goals: Words = Field(default_factory=dict, max_length=100)
    features: Words = Field(default_factory=dict, max_length=100)
    age_bands: Words = Field(default_factory=dict, max_length=20)
    skin_types: Words = Field(default_factory=dict, max_length=20)
    presentations: Words = Field(default_factory=dict, max_length=20)
    products: Words = Field(default_factory=dict, max_length=100)
    outcomes: Words = Field(default_factory=dict, max_length=50)
    complications: Words = Field(default_factory=dict, max_length=100)
    feedback_domains: Words = Field(default_factory=dict, max_length=20)
    feedback_levels: tuple[Id, ...] = Field(default=(), max_length=10, strict=False)

    def words_of(self, member: str) -> Words:
        """Return the list that a member of a case is written in: `areas`, `goal`, `age_band` ..."""
        found: Words = getattr(self, member if member == "areas" else f"{member}s")
        return found
