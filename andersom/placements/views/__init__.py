"""Pages about agreed work: placements, calendar, lessons, hours."""
