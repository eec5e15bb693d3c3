"""Advice for the five problems that people come with, ordered by what was seen in their run."""
