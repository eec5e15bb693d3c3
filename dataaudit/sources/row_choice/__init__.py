"""Which rows of a corpus are read: those of one of several jobs, or a sample."""
