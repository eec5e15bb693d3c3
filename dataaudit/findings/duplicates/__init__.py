"""Findings about rows that repeat each other."""
