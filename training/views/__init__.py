"""Pages of the training programme, split along its domain."""
