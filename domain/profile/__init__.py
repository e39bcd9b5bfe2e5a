"""The municipality profile: bodies, routes, rules and posts as a TOML file that staff can read."""
