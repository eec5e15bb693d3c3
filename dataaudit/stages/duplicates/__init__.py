"""Exact duplicates by hashes, near-duplicates by MinHash and exact Jaccard similarity."""
