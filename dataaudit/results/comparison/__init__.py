"""Two runs, or a run and a lock, beside each other: what was added, what is new, what has drifted."""
