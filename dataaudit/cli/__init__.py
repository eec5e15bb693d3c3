"""The command line: finds the command, parses its options, carries it out."""
