"""Findings about what single texts look like."""
