"""Classifiers of the user: scores of every text, and texts beyond a threshold."""
