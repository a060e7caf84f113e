"""What is known of written Vietnamese: which letter strings are syllables, and which syllables stand side by side."""
