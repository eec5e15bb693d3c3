"""Models of transformers from folders, each with batches of what it learns from."""
