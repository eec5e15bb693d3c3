"""The model half of an audit: logs, curves, a monitor, probes; torch is imported by what trains, not by what reads."""
