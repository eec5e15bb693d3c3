"""Findings about the language of texts."""
