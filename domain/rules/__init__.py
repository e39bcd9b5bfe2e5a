"""Pure functions and tables of data. No session, no clock, no I/O."""
