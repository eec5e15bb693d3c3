"""Kernels over the bytes of texts: characters, words, lines, forms, and the signals that they give."""
