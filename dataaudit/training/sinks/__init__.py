"""Trackers that get what the monitor measures and finds, one in each module, where they are installed and asked for."""
