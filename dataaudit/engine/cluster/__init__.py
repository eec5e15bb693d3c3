"""Engines that carry out a plan on several machines."""
