"""Watches a training loop while it runs."""
