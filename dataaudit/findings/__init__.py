"""Findings, one per file; the file name is the name of the finding and its key in YAML."""
