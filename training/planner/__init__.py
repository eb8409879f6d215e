"""Which trainer visits which lesson: plain Python, no Django."""
