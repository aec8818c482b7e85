"""What Ravine's commands are made of: reading runs, tables, the report page, the checks."""
