"""Personal data and secrets: one file per kind, each with a ``find`` that yields spans in code points."""
