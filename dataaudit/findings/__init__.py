"""Findings: what signals mean, one file each; the file's name is the finding's name and its key in YAML."""
