"""Evaluation items that occur in training texts: the items, the search, and the evidence."""
