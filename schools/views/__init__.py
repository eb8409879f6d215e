"""Pages of schools, one module per part of the domain."""
