"""Kernels that compare: Jaccard similarity, containment, nearest vectors, connected components."""
