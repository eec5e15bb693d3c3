"""Findings about preference data: a better and a worse answer to one prompt."""
