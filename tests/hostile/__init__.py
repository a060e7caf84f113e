"""Hostile input: limits, escapes, what fuzzing found, no network."""
