"""Findings about how labels are distributed."""
