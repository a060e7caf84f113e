"""Coverage-guided fuzzing of every reader and of all further steps (`make fuzz`; needs the extra `fuzz`)."""
