"""Pods: 5 to 30 neighbours who look after each other."""
