"""Forms of events, split along the domain."""
