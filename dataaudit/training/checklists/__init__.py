"""Checklists for five common problems, ordered by the findings of the run."""
