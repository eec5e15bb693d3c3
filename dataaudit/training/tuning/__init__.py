"""Hyperparameter search whose winner is compared with the default, and which goes on where it was stopped."""
