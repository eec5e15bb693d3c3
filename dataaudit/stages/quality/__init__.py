"""Text quality: signals, the score derived from them, passages shared by many texts, and perplexity."""
