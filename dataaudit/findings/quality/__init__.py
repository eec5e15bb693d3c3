"""Findings about the quality of single texts."""
