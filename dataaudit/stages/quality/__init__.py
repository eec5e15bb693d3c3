"""Text quality: signals, the score made of them, passages shared by many texts, perplexity."""
