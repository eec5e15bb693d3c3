"""Class distribution, weights that balance it, shortcuts, and drift between splits."""
