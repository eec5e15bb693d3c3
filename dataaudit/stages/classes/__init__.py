"""Class distribution, weights that balance it, shortcuts, drift between splits."""
