"""Leaving: what is asked before, and what somebody takes along."""
