"""Labels that are probably wrong, by a model that saw neither the row nor a copy of it."""
