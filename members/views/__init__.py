"""The pages under /members/, a file a subject."""
