"""A local page to look at a run with: rows by filter, texts, clusters, thresholds, labels, topics, leaks."""
