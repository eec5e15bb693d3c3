"""Probes before training: each tries one thing on a few batches, and everything is afterwards as it was."""
