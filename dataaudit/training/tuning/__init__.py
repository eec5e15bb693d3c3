"""Hyperparameter search that resumes where it stopped and compares the best trial with the default."""
