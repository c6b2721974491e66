"""Names the bird in three seconds of sound."""
