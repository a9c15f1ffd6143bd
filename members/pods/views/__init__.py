"""The pages of pods, a file a subject."""
