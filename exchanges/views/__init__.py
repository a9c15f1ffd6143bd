"""The pages under /exchanges/."""
