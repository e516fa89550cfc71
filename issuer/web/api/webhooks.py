"""What we post to others' addresses, described beside the API: docs/webhooks.md has the words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from issuer.notify.webhooks import CHANGED, CHECKPOINT, TEST
from verifier.web.http.openapi import ApiDescription


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChangedCertificate(_Sent):
    """Which certificate: what became of it is not told. Check it anew."""

    event: str = Field(description="The same as the header `webhook-id`.")
    number: str = Field(description="The certificate's number.")


class TestedWebhook(_Sent):
    """A test names no certificate."""

    event: str = Field(description="The same as the header `webhook-id`.")


class KeptCheckpoint(_Sent):
    """A checkpoint of the record, in the form of C2SP tlog-checkpoint."""

    event: str = Field(description="The same as the header `webhook-id`.")
    size: int = Field(ge=0, description="How many events there were.")
    note: str = Field(description="The signed note, to keep as it is.")


class CertificateChanged(_Sent):
    """A watched certificate was suspended, withdrawn, reinstated or replaced, or ends soon."""

    type: Literal["certificate.changed"]
    timestamp: datetime
    data: ChangedCertificate


class WatchTest(_Sent):
    """The button for a test was pressed."""

    type: Literal["watch.test"]
    timestamp: datetime
    data: TestedWebhook


class RecordCheckpoint(_Sent):
    """Once a day, to the address in `PROBATUM_CHECKPOINT_WEBHOOK`."""

    type: Literal["record.checkpoint"]
    timestamp: datetime
    data: KeptCheckpoint


SENT: dict[str, type[BaseModel]] = {
    CHANGED: CertificateChanged,
    TEST: WatchTest,
    CHECKPOINT: RecordCheckpoint,
}


def describe_webhooks(api: ApiDescription) -> None:
    """Describe every message that we post."""
    for name, model in SENT.items():
        api.add_webhook(name, model)
