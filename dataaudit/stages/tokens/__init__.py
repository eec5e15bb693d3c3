"""Lengths in tokens, characters, words and lines, and the fit of the tokenizer."""
