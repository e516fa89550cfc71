"""Complaints: concerns that the public reports, as numbered cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_complaints()
    _make_entries()


def downgrade() -> None:
    for table in ("complaint_entry", "complaint"):
        op.drop_table(table)


def _make_complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", CODE, nullable=False),
        sa.Column("concern", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("number", CODE, nullable=True),
        sa.Column("typed", TEXT, nullable=False),
        sa.Column("contact", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("received_by", TEXT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("acknowledged", MOMENT, nullable=True),
        sa.Column("assigned", TEXT, nullable=True),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("ended_by", TEXT, nullable=True),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_complaint_number"),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
    )
    still_open = sa.text("ended IS NULL")
    op.create_index(
        "ix_complaint_open",
        "complaint",
        ["due", "id"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_index("ix_complaint_received", "complaint", ["received"])
    op.create_index("ix_complaint_number", "complaint", ["number"])


def _make_entries() -> None:
    op.create_table(
        "complaint_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint", CODE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"], ["complaint.id"], name="fk_complaint_entry_complaint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_entry"),
    )
    op.create_index("ix_complaint_entry_complaint", "complaint_entry", ["complaint"])
