"""Compares the curves of several runs."""
