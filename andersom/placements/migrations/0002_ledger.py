"""What keeps the ledger of hours true, whichever road a change takes.

Plain SQL, so that nothing in Python can switch it off, in four steps of one chain:

    providers_professional.licence ─▶ lesson ─▶ lesson_group ─▶ group_month ─▶ CHECK

1. A changed licence status goes to the professional's planned lessons that are still to come.
2. A lesson copies the licence status of its professional when it is made, when it is planned, and
   when it moves from the past, where step 1 does not look, to a moment that is still to come.
3. The rows of its groups copy what the constraints must see, and whether the rule counts it.
   A group lives for one school year (1 August to 31 July): a lesson outside it is refused, or the
   same pupils would get a second limit from the group of the next year. A group that would change
   its year is held to the same.
4. The ledger is charged once per statement, its rows locked in the order of group and month, so
   that two writers never wait for each other.

A professional is locked (FOR SHARE) before her licence status is copied, so that a change of it
cannot slip in between; verbs lock in the same order: professional, groups, lessons, months.
"""

from django.db import migrations

LESSON = """
CREATE FUNCTION placements_lesson_licence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE present text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.professional_id = OLD.professional_id
       AND NEW.licence = OLD.licence
       AND NOT (NEW.state IN ('planned', 'given') AND OLD.state NOT IN ('planned', 'given'))
       AND NOT (NEW.state = 'planned' AND lower(OLD.during) <= now() AND lower(NEW.during) > now())
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'given' AND NEW.professional_id = OLD.professional_id THEN
        NEW.licence := OLD.licence;  -- what was given stays as it counted then
        RETURN NEW;
    END IF;
    SELECT licence INTO present FROM providers_professional
     WHERE id = NEW.professional_id FOR SHARE;
    NEW.licence := coalesce(present, '');  -- without a professional the foreign key refuses
    RETURN NEW;
END $$;

CREATE TRIGGER lesson_licence BEFORE INSERT OR UPDATE ON placements_lesson
    FOR EACH ROW EXECUTE FUNCTION placements_lesson_licence();

CREATE FUNCTION placements_lesson_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_lessongroup AS row SET lesson_id = row.lesson_id
      FROM new_rows JOIN old_rows USING (id)
     WHERE row.lesson_id = new_rows.id
       AND (new_rows.during, new_rows.state, new_rows.licence, new_rows.teacher_present)
           IS DISTINCT FROM
           (old_rows.during, old_rows.state, old_rows.licence, old_rows.teacher_present);
    RETURN NULL;
END $$;

CREATE TRIGGER lesson_changed AFTER UPDATE ON placements_lesson
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION placements_lesson_changed();
"""

LESSON_GROUP = """
CREATE FUNCTION placements_lesson_group_fill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lesson placements_lesson;
    rule placements_ruleset;
    day date;
    school_year integer;
BEGIN
    SELECT * INTO STRICT lesson FROM placements_lesson WHERE id = NEW.lesson_id FOR SHARE;
    day := (lower(lesson.during) AT TIME ZONE 'Europe/Amsterdam')::date;
    SELECT rules.* INTO rule FROM placements_ruleset AS rules
      JOIN schools_school AS school ON school.region = rules.region
      JOIN schools_group AS klas ON klas.school_id = school.id
     WHERE klas.id = NEW.group_id
       AND daterange(rules.valid_from, rules.valid_until, '[]') @> day;
    NEW.during := lesson.during;
    NEW.minutes := lesson.minutes;
    NEW.month := date_trunc('month', day::timestamp)::date;
    NEW.takes_time := lesson.state IN ('planned', 'given');
    SELECT klas.school_year INTO school_year FROM schools_group AS klas WHERE klas.id = NEW.group_id;
    IF lesson.state <> 'cancelled'
       AND extract(year FROM day - interval '7 months') <> school_year THEN
        RAISE EXCEPTION 'group % is of school year %, so a lesson on % is refused',
            NEW.group_id, school_year, day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lesson_in_school_year_of_group',
                  TABLE = 'placements_lessongroup';
    END IF;
    IF NEW.takes_time AND rule.id IS NULL AND lesson.licence <> 'licensed' THEN
        RAISE EXCEPTION 'no rule set is valid on %, so a lesson without a licence is refused', day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lesson_needs_rule_set',
                  TABLE = 'placements_lessongroup';
    END IF;
    NEW.counted := NEW.takes_time AND rule.id IS NOT NULL
        AND lesson.licence = ANY (rule.counted_licences)
        AND (rule.counts_with_teacher OR NOT lesson.teacher_present);
    RETURN NEW;
END $$;

CREATE TRIGGER lesson_group_fill BEFORE INSERT OR UPDATE ON placements_lessongroup
    FOR EACH ROW EXECUTE FUNCTION placements_lesson_group_fill();

CREATE FUNCTION placements_group_year_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_lessongroup SET lesson_id = lesson_id WHERE group_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER group_year_changed AFTER UPDATE OF school_year ON schools_group
    FOR EACH ROW WHEN (OLD.school_year <> NEW.school_year)
    EXECUTE FUNCTION placements_group_year_changed();
"""

LEDGER = """
CREATE FUNCTION placements_ledger_charge(klas bigint, in_month date, change integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_groupmonth SET minutes = minutes + change
     WHERE group_id = klas AND month = in_month;
    IF NOT FOUND THEN
        INSERT INTO placements_groupmonth
               (group_id, month, minutes, limit_minutes, extra_minutes, extra_reason)
        VALUES (klas, in_month, change, 0, 0, '')
        ON CONFLICT (group_id, month)
        DO UPDATE SET minutes = placements_groupmonth.minutes + EXCLUDED.minutes;
    END IF;
END $$;

CREATE FUNCTION placements_ledger_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM placements_ledger_charge(group_id, month, minutes) FROM (
        SELECT group_id, month, sum(minutes)::integer AS minutes FROM new_rows WHERE counted
         GROUP BY group_id, month ORDER BY group_id, month) AS total;
    RETURN NULL;
END $$;

CREATE FUNCTION placements_ledger_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM placements_ledger_charge(group_id, month, minutes) FROM (
        SELECT group_id, month, sum(minutes)::integer AS minutes FROM (
            SELECT group_id, month, minutes::integer FROM new_rows WHERE counted
            UNION ALL
            SELECT group_id, month, -minutes::integer FROM old_rows WHERE counted) AS row
         GROUP BY group_id, month HAVING sum(minutes) <> 0 ORDER BY group_id, month) AS total;
    RETURN NULL;
END $$;

CREATE FUNCTION placements_ledger_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM placements_ledger_charge(group_id, month, -minutes) FROM (
        SELECT group_id, month, sum(minutes)::integer AS minutes FROM old_rows WHERE counted
         GROUP BY group_id, month ORDER BY group_id, month) AS total;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_inserted AFTER INSERT ON placements_lessongroup
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION placements_ledger_inserted();
CREATE TRIGGER ledger_updated AFTER UPDATE ON placements_lessongroup
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION placements_ledger_updated();
CREATE TRIGGER ledger_deleted AFTER DELETE ON placements_lessongroup
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION placements_ledger_deleted();
"""

GROUP_MONTH = """
CREATE FUNCTION placements_limit_of(klas bigint, in_month date) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT min(rules.limit_minutes) FROM placements_ruleset AS rules
      JOIN schools_school AS school ON school.region = rules.region
      JOIN schools_group AS klasse ON klasse.school_id = school.id
     WHERE klasse.id = klas
       AND daterange(rules.valid_from, rules.valid_until, '[]')
           && daterange(in_month, (in_month + interval '1 month')::date)
$$;

-- Depth 1 is somebody's own statement, deeper is the ledger at work.
CREATE FUNCTION placements_group_month_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.minutes > 0 THEN
            RAISE EXCEPTION 'the ledger of group % in % still has lessons', OLD.group_id, OLD.month
                USING ERRCODE = 'check_violation', CONSTRAINT = 'group_month_kept_by_lessons';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.limit_minutes := placements_limit_of(NEW.group_id, NEW.month);
        IF NEW.limit_minutes IS NULL THEN
            RAISE EXCEPTION 'no rule set is valid in the month of %', NEW.month
                USING ERRCODE = 'check_violation', CONSTRAINT = 'lesson_needs_rule_set';
        END IF;
        IF pg_trigger_depth() = 1 THEN
            SELECT coalesce(sum(minutes), 0) INTO NEW.minutes FROM placements_lessongroup
             WHERE group_id = NEW.group_id AND month = NEW.month AND counted;
        END IF;
        RETURN NEW;
    END IF;
    IF pg_trigger_depth() = 1 THEN
        IF (NEW.group_id, NEW.month, NEW.minutes) IS DISTINCT FROM
           (OLD.group_id, OLD.month, OLD.minutes) THEN
            RAISE EXCEPTION 'the ledger is kept by the lessons, not by hand'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'group_month_kept_by_lessons';
        END IF;
        IF NEW.limit_minutes <> OLD.limit_minutes
           AND NEW.limit_minutes IS DISTINCT FROM placements_limit_of(NEW.group_id, NEW.month) THEN
            RAISE EXCEPTION 'a limit comes from a rule set, not by hand'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'group_month_limit_of_rule_set';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER group_month_guard BEFORE INSERT OR UPDATE OR DELETE ON placements_groupmonth
    FOR EACH ROW EXECUTE FUNCTION placements_group_month_guard();
"""

PROFESSIONAL = """
CREATE FUNCTION placements_licence_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE failing text;
BEGIN
    UPDATE placements_lesson SET licence = NEW.licence
     WHERE professional_id = NEW.id AND state = 'planned' AND lower(during) > now()
       AND licence <> NEW.licence;
    RETURN NULL;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS failing = PG_EXCEPTION_DETAIL;
    RAISE EXCEPTION 'professional % cannot become %: planned lessons would pass the limit of hours',
        NEW.id, NEW.licence
        USING ERRCODE = 'check_violation', CONSTRAINT = 'licence_keeps_hours_within_limit',
              TABLE = 'providers_professional', DETAIL = failing,
              HINT = 'Cancel or move lessons first.';
END $$;

CREATE TRIGGER licence_changed AFTER UPDATE OF licence ON providers_professional
    FOR EACH ROW WHEN (OLD.licence IS DISTINCT FROM NEW.licence)
    EXECUTE FUNCTION placements_licence_changed();
"""

UNDO = """
DROP TRIGGER licence_changed ON providers_professional;
DROP TRIGGER group_month_guard ON placements_groupmonth;
DROP TRIGGER ledger_inserted ON placements_lessongroup;
DROP TRIGGER ledger_updated ON placements_lessongroup;
DROP TRIGGER ledger_deleted ON placements_lessongroup;
DROP TRIGGER group_year_changed ON schools_group;
DROP TRIGGER lesson_group_fill ON placements_lessongroup;
DROP TRIGGER lesson_changed ON placements_lesson;
DROP TRIGGER lesson_licence ON placements_lesson;
DROP FUNCTION placements_licence_changed, placements_group_month_guard, placements_limit_of,
    placements_ledger_inserted, placements_ledger_updated, placements_ledger_deleted,
    placements_ledger_charge, placements_group_year_changed, placements_lesson_group_fill,
    placements_lesson_changed, placements_lesson_licence;
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial")]
    operations = [
        migrations.RunSQL(
            LESSON + LESSON_GROUP + LEDGER + GROUP_MONTH + PROFESSIONAL, reverse_sql=UNDO
        ),
    ]
