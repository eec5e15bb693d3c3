"""The one pass over the texts: what is read, computed, taken over from earlier runs or shards, and told."""
