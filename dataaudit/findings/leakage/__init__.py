"""Findings about evaluation items among the rows."""
