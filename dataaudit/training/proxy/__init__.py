"""A small model trained on the clean rows, whose training dynamics reveal unusual rows."""
