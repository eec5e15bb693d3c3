"""Findings about labels that contradict each other."""
