"""Pages of supply: for everybody, for members of a provider, and for professionals."""
