"""The commands, one a file: each declares its options, calls the API, prints."""
