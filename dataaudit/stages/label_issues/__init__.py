"""Labels that are probably wrong: a model of ours judges every row without having seen it or a near copy of it."""
