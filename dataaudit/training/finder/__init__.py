"""Finds a learning rate by a range test that leaves nothing changed."""
