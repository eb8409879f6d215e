"""The acts of the training programme: enrolling, intake, visits, attendance, certificates."""
