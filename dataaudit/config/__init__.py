"""Configuration: strict YAML, typed and validated at the edge, frozen dataclasses inside."""
