"""The worst day: backups, the journal beside them, and what a restored record may have lost."""
