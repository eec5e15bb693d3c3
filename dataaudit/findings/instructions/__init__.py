"""Findings about instruction and chat data."""
