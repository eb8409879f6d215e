"""Pages of events, split along the domain."""
