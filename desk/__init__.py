"""FOR WHOM. The command line and the demo; the one folder where Danish sentences for people are written."""
