"""What an audit would miss: known defects are planted in a copy of some rows, which is then audited."""
