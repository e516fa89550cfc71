"""Licences to be looked at, reminders of the end, audit samples and their evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
CERTIFICATE = ["certificate.number"]


def upgrade() -> None:
    _make_lapses()
    _make_reminders()
    _make_samples()


def downgrade() -> None:
    for table in ("renewal_evidence", "audit_sample", "reminder", "licence_sweep", "lapse"):
        op.drop_table(table)


def _make_lapses() -> None:
    op.create_table(
        "lapse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("ground", TEXT, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("grace", sa.Date(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("closed_by", TEXT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_lapse_number"),
        sa.PrimaryKeyConstraint("id", name="pk_lapse"),
    )
    op.create_index("ix_lapse_number", "lapse", ["number"])
    still = sa.text("closed IS NULL")
    for name, columns, unique in (
        ("uq_lapse_open", ["number"], True),
        ("ix_lapse_grace", ["grace", "id"], False),
    ):
        op.create_index(
            name, "lapse", columns, unique=unique, sqlite_where=still, postgresql_where=still
        )
    op.create_table(
        "licence_sweep",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_licence_sweep"),
    )


def _make_reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("number", CODE, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_reminder_number"),
        sa.PrimaryKeyConstraint("number", "days", name="pk_reminder"),
    )


def _make_samples() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("period", CODE, nullable=False),
        sa.Column("seed", TEXT, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("drawn", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("scheme", "period", name="pk_audit_sample"),
    )
    op.create_table(
        "renewal_evidence",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("seen_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["dossier_entry.id"], name="fk_renewal_evidence_entry"),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_renewal_evidence_number"),
        sa.PrimaryKeyConstraint("entry", name="pk_renewal_evidence"),
    )
    op.create_index("ix_renewal_evidence_number", "renewal_evidence", ["number"])
