"""Follows trainings that still run: their curves, norms and findings as they come."""
