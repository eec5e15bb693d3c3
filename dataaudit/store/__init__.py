"""The run directory: the one place that writes, atomically, the manifest last."""
