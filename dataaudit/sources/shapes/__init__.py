"""Shapes of rows: what their columns mean together, and what of a row is compared with others."""
