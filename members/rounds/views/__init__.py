"""The pages of check-in rounds and of the phone tree."""
