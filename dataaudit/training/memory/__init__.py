"""Memory that a training needs, told before it begins."""
