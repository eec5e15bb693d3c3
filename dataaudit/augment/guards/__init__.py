"""What every new row must pass, one file a guard."""
