"""Statistics of costs, and which differences are more than chance."""
