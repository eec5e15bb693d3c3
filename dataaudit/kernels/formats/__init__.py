"""Kernels that find records in files: lines of JSON, records of CSV."""
