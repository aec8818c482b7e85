"""Regression tracking: the exact gate, the time gate and the history (scripts/track)."""
