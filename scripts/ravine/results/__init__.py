"""Results, read: runs, the tables of names that they speak of, and the programs that write them."""
