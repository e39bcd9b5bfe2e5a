"""WHAT. A case and what may happen to it: nouns, rules, the store and the verbs."""
