"""The run: the order of the stages, the batch, the checks and the command line."""
