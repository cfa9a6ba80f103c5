-- Who may do what: a person's account is made a member of one of the three.
--
--   plis_reader  reads all but key files: for an audit, on a replica too;
--   plis_opener  opens: reads key files, tries keys, and records openings in the journal;
--   plis_admin   makes, assigns, launches, closes and deletes, as far as the guards let anybody.

DO $$
DECLARE
    wanted TEXT;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['plis_reader', 'plis_opener', 'plis_admin'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- made meanwhile, for another database of the same server
            END;
        END IF;
    END LOOP;
END $$;

-- What everybody may by default: run every function, and make tables that such a function would be called for.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA plis FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
EXCEPTION WHEN insufficient_privilege THEN
    NULL; -- the database is somebody else's
END $$;

-- What was granted to them before, by an earlier version or by hand, is granted again or not at all.
REVOKE ALL ON ALL TABLES IN SCHEMA plis FROM PUBLIC, plis_reader, plis_opener, plis_admin;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA plis FROM PUBLIC, plis_reader, plis_opener, plis_admin;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA plis FROM plis_reader, plis_opener, plis_admin;
REVOKE ALL ON SCHEMA plis FROM PUBLIC, plis_reader, plis_opener, plis_admin;

GRANT EXECUTE ON FUNCTION instr(TEXT, TEXT) TO plis_reader, plis_opener, plis_admin;
-- By the guards, which run by the right of whoever changes.
GRANT EXECUTE ON FUNCTION one_at_a_time() TO plis_opener, plis_admin;

GRANT USAGE ON SCHEMA plis TO plis_reader, plis_opener, plis_admin;

GRANT SELECT ON registry, entity, certificate, certificate_der, chain, key, tombstone, aside, consultation, assignment,
    recipient, run, stranger, journal, journal_head, need TO plis_reader, plis_opener, plis_admin;
GRANT SELECT ON SEQUENCE key_id_seq, tombstone_id_seq, consultation_id_seq TO plis_opener, plis_admin;
GRANT SELECT (fingerprint) ON key_file TO plis_reader;
GRANT SELECT (tombstone_id) ON aside_file TO plis_reader;

GRANT SELECT ON key_file, aside_file TO plis_opener, plis_admin;
GRANT INSERT ON journal, run, stranger TO plis_opener, plis_admin;
GRANT UPDATE (at, folder, head) ON run TO plis_opener, plis_admin;
GRANT UPDATE (at) ON stranger TO plis_opener, plis_admin;
GRANT UPDATE (tried_at, tried, proved_at) ON key TO plis_opener, plis_admin;

GRANT INSERT ON entity, certificate, certificate_der, chain, key, key_file, tombstone, aside, aside_file, consultation,
    assignment, recipient TO plis_admin;
GRANT UPDATE (name, folded, custody, path, state, retired_at) ON key TO plis_admin;
GRANT UPDATE (octets) ON key_file TO plis_admin;
GRANT UPDATE (restored_at, purged_at) ON tombstone TO plis_admin;
GRANT UPDATE (title, entity_id, deadline, zone, state, launched_at, launch_reason, closed_at, close_reason)
    ON consultation TO plis_admin;
GRANT DELETE ON key, key_file, aside, assignment, recipient TO plis_admin;
