"""Findings about how long texts are."""
