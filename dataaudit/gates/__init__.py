"""Gates: rules a person can read, validated by great-expectations over the metrics and the rows of a run."""
