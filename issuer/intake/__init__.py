"""Exam results arrive here: recorded, decided, and what was granted is issued."""
