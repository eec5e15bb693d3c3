"""Findings about the distribution of labels."""
