"""Drawings: histograms, bars, curves, maps."""
