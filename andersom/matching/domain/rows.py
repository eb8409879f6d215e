"""The checker of the search rows."""

from django.db import connection

COLUMNS = "professional_id, domain_id, bookable, years, languages, available, area::text, capacity"
DIFFERENCE = f"""
WITH held AS (SELECT {COLUMNS} FROM matching_searchrow),
     meant AS (SELECT {COLUMNS} FROM matching_search_source)
SELECT DISTINCT professional_id FROM (
    (TABLE held EXCEPT TABLE meant) UNION ALL (TABLE meant EXCEPT TABLE held)) different
ORDER BY professional_id
"""  # noqa: S608 - the columns stand above


def stale() -> list[int]:
    """Professionals whose search rows differ from their sources; empty as long as triggers hold."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE)
        return [professional for (professional,) in cursor.fetchall()]
