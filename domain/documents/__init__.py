"""Reading agenda items and minutes."""
