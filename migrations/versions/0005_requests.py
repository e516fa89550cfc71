"""Revocation as a workflow: requests that two people decide, successors, and what is waited for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INTEGER = sa.Integer()
TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _widen_certificates()
    _make_requests()
    _make_alerts()
    _make_searches()


def downgrade() -> None:
    for table in ("saved_search", "alert_seen", "alert", "request_item", "request"):
        op.drop_table(table)
    op.drop_index("ix_holder_reference", "holder")
    op.drop_index("ix_certificate_expires", "certificate")
    op.drop_index("ix_certificate_succeeded", "certificate")
    op.drop_index("ix_certificate_suspended", "certificate")
    for column in ("review", "superseded_from", "succeeds"):
        op.drop_column("certificate", column)
    op.drop_column("attempt", "succession")


def _where(condition: str) -> dict[str, Any]:
    clause = sa.text(condition)
    return {"sqlite_where": clause, "postgresql_where": clause}


def _widen_certificates() -> None:
    op.add_column("attempt", sa.Column("succession", TEXT, nullable=True))
    op.add_column("certificate", sa.Column("succeeds", CODE, nullable=True))
    op.add_column("certificate", sa.Column("superseded_from", MOMENT, nullable=True))
    op.add_column("certificate", sa.Column("review", sa.Date(), nullable=True))
    op.create_index(
        "ix_certificate_succeeded",
        "certificate",
        ["superseded_from"],
        **_where("superseded_from IS NOT NULL AND state = 'active'"),
    )
    op.create_index(
        "ix_certificate_suspended", "certificate", ["review"], **_where("state = 'suspended'")
    )
    op.create_index("ix_certificate_expires", "certificate", ["expires"])
    op.create_index("ix_holder_reference", "holder", ["reference"])


def _make_requests() -> None:
    op.create_table(
        "request",
        sa.Column("id", CODE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("terms", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided", MOMENT, nullable=True),
        sa.Column("why", TEXT, nullable=True),
        sa.Column("finished", MOMENT, nullable=True),
        sa.Column("total", INTEGER, nullable=False),
        sa.Column("done", INTEGER, nullable=False),
        sa.Column("refused", INTEGER, nullable=False),
        sa.Column("undoes", CODE, nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["request.id"], name="fk_request_undoes"),
        sa.UniqueConstraint("undoes", name="uq_request_undoes"),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
    )
    op.create_index("ix_request_state_asked", "request", ["state", "asked"])
    op.create_table(
        "request_item",
        sa.Column("request", CODE, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("why", TEXT, nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name="fk_request_item_request"),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_request_item_number"),
        sa.PrimaryKeyConstraint("request", "number", name="pk_request_item"),
    )
    op.create_index("ix_request_item_number", "request_item", ["number"])
    op.create_index(
        "ix_request_item_left", "request_item", ["request", "number"], **_where("outcome IS NULL")
    )


def _make_alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("subject", CODE, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
    )
    op.create_table(
        "alert_seen",
        sa.Column("alert", INTEGER, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alert.id"], name="fk_alert_seen_alert"),
        sa.PrimaryKeyConstraint("alert", "officer", name="pk_alert_seen"),
    )


def _make_searches() -> None:
    op.create_table(
        "saved_search",
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("query", TEXT, nullable=False),
        sa.Column("saved", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("officer", "name", name="pk_saved_search"),
    )
