"""Findings about training runs: they judge tables of numbers from any source and import no torch."""
