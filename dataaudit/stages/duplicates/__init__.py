"""Exact duplicates by hashes; near-duplicates by MinHash, verified by exact Jaccard similarity."""
