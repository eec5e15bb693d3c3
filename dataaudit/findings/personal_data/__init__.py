"""Findings about personal data and secrets in texts."""
