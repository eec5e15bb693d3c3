"""Stages: signals of single rows, and relations between rows; findings judge them elsewhere."""
