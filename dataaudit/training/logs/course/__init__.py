"""The course of a training in a log: its records, its steps, where the next one begins."""
