"""Tests whether cleaning helps: the same small model trained on raw, clean and partly clean rows."""
