"""WHAT HAPPENS NEXT. Prefect flows over the domain; the outbox; the clock that rings the bell."""
