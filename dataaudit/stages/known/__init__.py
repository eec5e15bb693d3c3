"""Rows that earlier corpora hold already."""
