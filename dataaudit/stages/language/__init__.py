"""The language of every text and the distribution of languages."""
