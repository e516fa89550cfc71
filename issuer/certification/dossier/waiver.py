"""Waiving a requirement: one officer asks and says why, another one approves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from issuer.certification.fields import Id, Reference, SchemeId, ShortLine, Strict


class Waiver(Strict):
    """A request to waive a requirement. Who records it is who asks."""

    kind: Literal["waiver"]
    ref: Reference
    scheme: SchemeId
    requirement: Id
    reason: ShortLine


class WaiverApproval(Strict):
    """A second person's approval. Who records it is who approves."""

    kind: Literal["waiver-approval"]
    ref: Reference
    scheme: SchemeId
    waiver: Reference = Field(description="The request's ref.")
