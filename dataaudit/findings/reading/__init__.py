"""Findings about what could not be read, and what was read with a note."""
