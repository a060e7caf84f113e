"""Files that nobody should have to read, and the run that has to bear them (`make hostile`)."""
