"""Coverage-guided fuzzing of every reader and of repair, parsing and resolution (`make fuzz`; needs the extra `fuzz`)."""
