"""The signals of the stage quality, a file a group; each gives its numbers for the texts of a batch."""
