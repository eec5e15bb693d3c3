"""Reads training logs as other tools write them."""
