"""Probes before training: each tests one thing on a few batches, and everything is restored."""
