"""Acts on placements and lessons, and what the calendar and the ledger allow.

placements   propose, propose other times, confirm, cancel, end
lessons      cancel, move, add, give
ledger       what stands in the books, what is left, minutes above the limit
planning     brings the facts of the database to the pure rules of `hours`
refusals     `Refused`: a polite no with what is possible instead
calendars    the secret calendar address of a person
sheets       lessons as rows for export
"""
