"""One module a format, called as `input.format` calls it; each declares its ``FORMAT``."""
