"""Whether cleaning helped: the same small model trained on raw, clean and partly clean rows."""
