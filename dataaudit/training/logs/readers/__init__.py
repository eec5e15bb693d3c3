"""One module a kind of log; each declares its ``READER``."""
