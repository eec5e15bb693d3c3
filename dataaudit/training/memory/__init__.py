"""Estimates the memory of training before it starts."""
