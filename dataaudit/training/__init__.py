"""The model half of an audit: logs, curves, a monitor and probes. Only modules that train import torch."""
