from django.db import migrations

# What a search row must be, as a view: the triggers copy from it and the checker compares with it.
# The box is lib.geo.flat_box: centre ± (radius + 1) in the (y, z) plane.
VIEW = """
CREATE VIEW matching_search_source AS
SELECT p.id AS professional_id,
       d.domain_id,
       p.active AND provider.state = 'approved' AS bookable,
       p.years,
       p.languages,
       coalesce((SELECT bit_or(a.grid) FROM providers_availability a
                 WHERE a.professional_id = p.id), 0)::smallint AS available,
       box(point(place.y - p.travel_radius - 1, place.z - p.travel_radius - 1),
           point(place.y + p.travel_radius + 1, place.z + p.travel_radius + 1)) AS area,
       p.weekly_capacity AS capacity
  FROM providers_professional p
  JOIN providers_provider provider ON provider.id = p.provider_id
  JOIN providers_professional_domains d ON d.professional_id = p.id
  JOIN reference_postcodearea place ON place.pc4 = p.postcode_area_id
 WHERE place.y IS NOT NULL
"""

REFRESH = """
CREATE FUNCTION matching_refresh_search_rows(changed bigint[]) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM matching_searchrow row
     WHERE row.professional_id = ANY (changed)
       AND NOT EXISTS (SELECT FROM matching_search_source source
                        WHERE source.professional_id = row.professional_id
                          AND source.domain_id = row.domain_id);
    INSERT INTO matching_searchrow
           (professional_id, domain_id, bookable, years, languages, available, area, capacity)
    SELECT professional_id, domain_id, bookable, years, languages, available, area, capacity
      FROM matching_search_source WHERE professional_id = ANY (changed)
    ON CONFLICT (professional_id, domain_id) DO UPDATE
       SET bookable = excluded.bookable, years = excluded.years, languages = excluded.languages,
           available = excluded.available, area = excluded.area, capacity = excluded.capacity;
$$
"""

# One function for every source; statement triggers, so that a bulk change refreshes once.
SOURCES = {
    "providers_professional": "id",
    "providers_professional_domains": "professional_id",
    "providers_availability": "professional_id",
}
WITH_MANY = {
    "providers_provider": "SELECT p.id FROM providers_professional p JOIN {rows} c ON c.id = p.provider_id",
    "reference_postcodearea": "SELECT p.id FROM providers_professional p JOIN {rows} c ON c.pc4 = p.postcode_area_id",
}


def _trigger(table: str, event: str, select: str) -> tuple[str, str]:
    """SQL to make and to drop the trigger of one table and one event."""
    rows = {"insert": ["new_rows"], "delete": ["old_rows"], "update": ["new_rows", "old_rows"]}[event]
    picked = " UNION ".join(select.format(rows=name) for name in rows)
    tables = " ".join(
        f"{'NEW' if name == 'new_rows' else 'OLD'} TABLE AS {name}" for name in rows
    )
    name = f"matching_{table}_{event}"
    make = f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM matching_refresh_search_rows(ARRAY({picked}));
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event.upper()} ON {table}
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
    return make, f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


def _operations() -> list[migrations.RunSQL]:
    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW matching_search_source"),
        migrations.RunSQL(REFRESH, "DROP FUNCTION matching_refresh_search_rows(bigint[])"),
    ]
    for table, key in SOURCES.items():
        for event in ("insert", "update", "delete"):
            # A deleted professional takes its rows along through the foreign key.
            if (table, event) != ("providers_professional", "delete"):
                select = f"SELECT {key} FROM {{rows}}"
                operations.append(migrations.RunSQL(*_trigger(table, event, select)))
    for table, select in WITH_MANY.items():
        operations.append(migrations.RunSQL(*_trigger(table, "update", select)))
    operations.append(
        migrations.RunSQL(
            "SELECT matching_refresh_search_rows(ARRAY(SELECT id FROM providers_professional))",
            migrations.RunSQL.noop,
        )
    )
    return operations


class Migration(migrations.Migration):
    """Keep the search rows by triggers, whichever road a change takes."""

    dependencies = [("matching", "0001_initial")]
    operations = _operations()
