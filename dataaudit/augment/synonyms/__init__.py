"""Words that can stand for another one, by language."""
