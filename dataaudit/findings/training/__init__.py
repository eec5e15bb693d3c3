"""Findings about training runs: they judge tables of numbers, whoever wrote them, and import no torch."""
