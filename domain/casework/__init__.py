"""The verbs: what people and the clock do. Each is one transaction with its journal entry."""
