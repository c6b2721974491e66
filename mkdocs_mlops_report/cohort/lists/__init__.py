"""What a teacher writes: the list of groups and the notes."""
