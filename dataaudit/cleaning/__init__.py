"""What is dropped, by which witness, and the clean data set that is left."""
