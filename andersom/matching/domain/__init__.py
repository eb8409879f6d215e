"""What matching does: find candidates, explain them, ask them, and take their answers."""
