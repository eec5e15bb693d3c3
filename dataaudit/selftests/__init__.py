"""What an audit would miss: known defects are planted into a copy of some rows, and sought with the same settings."""
