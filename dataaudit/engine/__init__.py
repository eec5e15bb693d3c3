"""Runs a plan: reads rows, computes signals part by part, relates rows, judges, cleans."""
