"""Lengths in tokens, characters, words and lines, and how well the tokenizer fits."""
