"""Recovery: times of which the record may have lost something, and since when it has a journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TEXT = sa.String()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("control", sa.Column("journal", sa.Integer(), nullable=True))
    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("found", MOMENT, nullable=False),
        sa.Column("settled", MOMENT, nullable=True),
        sa.Column("settled_by", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recovery"),
    )
    op.create_table(
        "recovered_entry",
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["status_list.id"], name="fk_recovered_entry_list_id"),
        sa.PrimaryKeyConstraint("list_id", "idx", name="pk_recovered_entry"),
    )


def downgrade() -> None:
    op.drop_table("recovered_entry")
    op.drop_table("recovery")
    op.drop_column("control", "journal")
