"""The texts of the mails: Jinja2 templates and the words they use."""
