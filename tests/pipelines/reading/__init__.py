"""How tables are read."""
