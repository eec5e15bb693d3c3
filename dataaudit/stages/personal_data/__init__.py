"""Personal data and secrets: a file a type, each with a ``find`` that yields spans in code points."""
