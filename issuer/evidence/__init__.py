"""The record nobody can quietly change: a hash chain of events."""
