"""The report: one self-contained HTML page, and what of the texts it may show."""
