"""Search in the catalogue: Dutch stems without accents, kept by triggers, and words against typos.

Everything is kept in the transaction that changes a title, a subject or a name, whoever does it:
a view, the admin, an import or somebody at the psql prompt.
"""

from django.db import migrations

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION andersom_dutch (COPY = pg_catalog.dutch);
ALTER TEXT SEARCH CONFIGURATION andersom_dutch
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem;
"""
NO_CONFIGURATION = "DROP TEXT SEARCH CONFIGURATION andersom_dutch;"

# Weights: A the title, B subjects, domain and provider, C the one sentence, D the long texts.
FUNCTIONS = """
CREATE FUNCTION providers_offer_names(
  offer_id bigint, domain_id bigint, provider_id bigint
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(' ',
    (SELECT name FROM providers_provider p WHERE p.id = $3),
    (SELECT name FROM reference_domain d WHERE d.id = $2),
    (SELECT string_agg(t.name, ' ' ORDER BY t.name) FROM reference_subjecttag t
       JOIN providers_offer_tags ot ON ot.subjecttag_id = t.id WHERE ot.offer_id = $1))
$$;

CREATE FUNCTION providers_offer_vector(offer providers_offer, names text)
RETURNS tsvector LANGUAGE sql STABLE AS $$
  SELECT setweight(to_tsvector('andersom_dutch', offer.title), 'A')
      || setweight(to_tsvector('andersom_dutch', names), 'B')
      || setweight(to_tsvector('andersom_dutch', offer.summary), 'C')
      || setweight(to_tsvector('andersom_dutch', offer.description || ' ' || offer.goals), 'D')
$$;

-- Sorted, so that two writers never wait for each other's words.
CREATE FUNCTION providers_keep_words(words text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO providers_catalogueword (word)
  SELECT DISTINCT left(match[1], 60)
  FROM regexp_matches(lower(unaccent(words)), '[[:alpha:]]{3,}', 'g') AS match
  ORDER BY 1
  ON CONFLICT DO NOTHING
$$;

-- Same rounding as providers.domain.prices: halves up, each step in whole cents.
CREATE FUNCTION providers_lesson_price(offer providers_offer)
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT div(total + div(offer.lessons, 2), offer.lessons)::bigint
  FROM (SELECT net + div(net * percent + 50, 100) AS total
    FROM (SELECT work + offer.travel::numeric * offer.lessons + offer.material AS net,
        CASE offer.vat WHEN 'low' THEN 9 WHEN 'high' THEN 21 ELSE 0 END AS percent
      FROM (SELECT CASE offer.rate_unit
          WHEN 'hour' THEN div(offer.rate::numeric * offer.lesson_minutes * offer.lessons + 30, 60)
          WHEN 'lesson' THEN offer.rate::numeric * offer.lessons
          ELSE offer.rate::numeric END AS work) w) n) t
$$;
"""
NO_FUNCTIONS = """
DROP FUNCTION providers_lesson_price(providers_offer);
DROP FUNCTION providers_keep_words(text);
DROP FUNCTION providers_offer_vector(providers_offer, text);
DROP FUNCTION providers_offer_names(bigint, bigint, bigint);
"""

TRIGGERS = """
CREATE FUNCTION providers_offer_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE names text := providers_offer_names(NEW.id, NEW.domain_id, NEW.provider_id);
BEGIN
  NEW.search := providers_offer_vector(NEW, names);
  NEW.lesson_price := providers_lesson_price(NEW);
  PERFORM providers_keep_words(NEW.title || ' ' || names);
  RETURN NEW;
END $$;
CREATE TRIGGER offer_keep BEFORE INSERT OR UPDATE ON providers_offer
  FOR EACH ROW EXECUTE FUNCTION providers_offer_keep();

-- Touching an offer lets the trigger above write it anew.
CREATE FUNCTION providers_offer_tags_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE providers_offer SET search = NULL WHERE id IN (SELECT offer_id FROM changed);
  RETURN NULL;
END $$;
CREATE TRIGGER offer_tags_added AFTER INSERT ON providers_offer_tags
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION providers_offer_tags_keep();
CREATE TRIGGER offer_tags_removed AFTER DELETE ON providers_offer_tags
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION providers_offer_tags_keep();

CREATE FUNCTION providers_name_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'providers_provider' THEN
    UPDATE providers_offer SET search = NULL WHERE provider_id = NEW.id;
  ELSIF TG_TABLE_NAME = 'reference_domain' THEN
    UPDATE providers_offer SET search = NULL WHERE domain_id = NEW.id;
  ELSE
    UPDATE providers_offer SET search = NULL
      WHERE id IN (SELECT offer_id FROM providers_offer_tags WHERE subjecttag_id = NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER provider_name_keep AFTER UPDATE OF name ON providers_provider
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION providers_name_keep();
CREATE TRIGGER domain_name_keep AFTER UPDATE OF name ON reference_domain
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION providers_name_keep();
CREATE TRIGGER tag_name_keep AFTER UPDATE OF name ON reference_subjecttag
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION providers_name_keep();

CREATE INDEX catalogue_word_trigrams ON providers_catalogueword USING gist (word gist_trgm_ops);
"""
NO_TRIGGERS = """
DROP INDEX catalogue_word_trigrams;
DROP TRIGGER tag_name_keep ON reference_subjecttag;
DROP TRIGGER domain_name_keep ON reference_domain;
DROP TRIGGER provider_name_keep ON providers_provider;
DROP FUNCTION providers_name_keep();
DROP TRIGGER offer_tags_removed ON providers_offer_tags;
DROP TRIGGER offer_tags_added ON providers_offer_tags;
DROP FUNCTION providers_offer_tags_keep();
DROP TRIGGER offer_keep ON providers_offer;
DROP FUNCTION providers_offer_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial"), ("reference", "0001_extensions")]
    operations = [
        migrations.RunSQL(CONFIGURATION, NO_CONFIGURATION),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
