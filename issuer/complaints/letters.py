"""Mails to whoever reported something, where they gave an address."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.complaints.complaint import Complaint
from issuer.complaints.ports import ComplaintUnit
from issuer.notify.message import mail

MOST_A_DAY = 3  # to one address on one topic: nobody fills a stranger's mailbox through us


def write_to(unit: ComplaintUnit, case: Complaint, topic: str, at: datetime, **values: str) -> bool:
    """Leave a mail for whoever reported a case; tell whether one was left.

    It says nothing of what was reported, nor about whom: an address may be another's.
    """
    to = case.mail
    if to is None:
        return False
    if unit.outbox.count_since(to, topic, at - timedelta(days=1)) >= MOST_A_DAY:
        return False
    unit.outbox.add([mail(topic, to=to, at=at, language=case.language, case=case.id, **values)])
    return True
