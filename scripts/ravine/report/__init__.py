"""The page and the figures of a comparison, and the verdict that opens it."""
