"""What must not cross splits: groups of rows in two of them, and training rows later than test rows."""
