"""Planted faults: whether the tests find them."""
