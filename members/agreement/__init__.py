"""What members agreed on: written by organizers, accepted on joining and when it changes."""
