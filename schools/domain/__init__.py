"""What schools do: their register, week, groups, members, conditions and requests."""
