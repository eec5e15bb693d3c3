"""Kernels for the language of a text."""
