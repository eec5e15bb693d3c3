"""Reads logs of training runs as other tools write them."""
