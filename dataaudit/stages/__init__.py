"""Stages: what is computed about every row, and what relates rows to each other; judged elsewhere."""
