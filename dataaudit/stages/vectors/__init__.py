"""A vector of every text, and what is made of it: similar pairs, outliers, topics."""
