"""Decisions about somebody: what they say, how long they last, who may appeal to whom."""
