"""Bytes of files: what is packed in archives, and how they are decompressed."""
