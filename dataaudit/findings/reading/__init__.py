"""Findings about rows and files that could not be read, or were read with a note."""
