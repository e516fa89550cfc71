"""What time brings. Each duty is idempotent: doing it twice, or on two machines, does no harm."""
