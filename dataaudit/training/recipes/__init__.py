"""Recipes that save time or memory in training, each verified against the plain step and measured."""
