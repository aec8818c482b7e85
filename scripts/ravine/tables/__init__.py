"""The comparison as a table: selection of runs, their costs to a target, cells, formats."""
