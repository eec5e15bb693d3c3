"""Rows in: one file per format, and what cannot be read goes to quarantine with file, line and reason."""
