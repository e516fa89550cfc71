"""Complaints: concerns that people report, as numbered cases (ISO/IEC 17024, clause 9.9)."""
