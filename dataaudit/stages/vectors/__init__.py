"""The vector of every text, and what is derived from it: similar pairs, outliers, topics."""
