"""Kernels that make hashes: shingles, signatures, bands, n-grams, and sums of hashed vectors."""
