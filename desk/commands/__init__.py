"""The commands, one file per noun. Each is loaded only when it is asked for; see ``desk/cli.py``."""
