"""Keys of programs end by themselves, and administrators are told before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("api_key", sa.Column("ends", MOMENT, nullable=True))
    op.add_column("api_key", sa.Column("told", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("api_key", "told")
    op.drop_column("api_key", "ends")
