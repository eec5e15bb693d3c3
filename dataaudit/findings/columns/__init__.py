"""Findings about columns that are not read."""
