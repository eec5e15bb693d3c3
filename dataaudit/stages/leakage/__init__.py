"""Evaluation items that stand among training texts: what the items are, how they are found, and on what evidence."""
