"""The agent: a process of its own that delivers the outbox to the council."""
