"""The demo: spring 2023 in a municipality like Norddjurs, played day by day with the real flows and real mails."""
