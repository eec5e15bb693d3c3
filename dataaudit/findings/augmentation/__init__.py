"""Findings about rows made by augmentation."""
