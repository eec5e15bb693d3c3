"""A small model trained on the clean rows, whose course tells about them."""
