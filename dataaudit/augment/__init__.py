"""New rows made of the clean training rows: one file per operation, guards that every new row must pass, and plans."""
