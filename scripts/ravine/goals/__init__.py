"""What Ravine is held against: goals as rows of a table, and how they are measured."""
