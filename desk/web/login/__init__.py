"""Coming in: the login page, one-time links, the login at work, and the session that follows."""
