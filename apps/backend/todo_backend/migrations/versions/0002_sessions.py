"""Sessions, personal tokens, tags, idempotency keys, rate limits.

Additive, with defaults in the database: the previous program works on this schema too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _owner(table: str) -> list[sa.schema.SchemaItem]:
    constraint = f"fk_{table}_user_id_users"
    return [
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=constraint, ondelete="CASCADE"),
    ]


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("tasks", sa.Column("tags", json, nullable=False, server_default="[]"))
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_owner("sessions"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary()),
        _time("rotated_at"),
        _time("created_at"),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_table(
        "personal_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_owner("personal_tokens"),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("may_delete", sa.Boolean(), nullable=False),
        _time("created_at"),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_personal_tokens"),
    )
    for table in ("sessions", "personal_tokens"):
        op.create_index(f"ix_{table}_user_id", table, ["user_id"])
        op.create_index(f"ix_{table}_expires_at", table, ["expires_at"])
    _create_counters()


def _create_counters() -> None:
    op.create_table(
        "idempotency_keys",
        *_owner("idempotency_keys"),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("body", sa.Text()),
        _time("created_at"),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_limits"),
        # Counters may be lost in a crash; without a log of their changes they cost a fraction.
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )
    op.create_index("ix_rate_limits_expires_at", "rate_limits", ["expires_at"])


def downgrade() -> None:
    for table in ("rate_limits", "idempotency_keys", "personal_tokens", "sessions"):
        op.drop_table(table)
    op.drop_column("tasks", "tags")
