"""Where it is remembered: engine, transactions, journal, queries and migrations."""
