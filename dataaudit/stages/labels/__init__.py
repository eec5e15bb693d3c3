"""Probably wrong labels, found by a model trained on neither the row nor a copy of it."""
