"""Columns that are not read: identifiers that repeat, columns of nulls or of one value, categories by split."""
