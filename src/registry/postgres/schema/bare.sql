-- Every trigger and every function of the schema goes, and every rule: those that should be there are made anew.

DO $$
DECLARE
    found RECORD;
BEGIN
    FOR found IN SELECT tgname, tgrelid::pg_catalog.regclass AS place FROM pg_catalog.pg_trigger
                   JOIN pg_catalog.pg_class ON pg_class.oid = tgrelid
                  WHERE relnamespace = 'plis'::pg_catalog.regnamespace AND NOT tgisinternal LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, found.place);
    END LOOP;
    FOR found IN SELECT rulename, ev_class::pg_catalog.regclass AS place FROM pg_catalog.pg_rewrite
                   JOIN pg_catalog.pg_class ON pg_class.oid = ev_class
                  WHERE relnamespace = 'plis'::pg_catalog.regnamespace AND relkind = 'r' LOOP
        EXECUTE format('DROP RULE %I ON %s', found.rulename, found.place);
    END LOOP;
    -- What somebody made of one of them stays, and so does the function: that is told.
    FOR found IN SELECT oid::pg_catalog.regprocedure AS name FROM pg_catalog.pg_proc
                  WHERE pronamespace = 'plis'::pg_catalog.regnamespace LOOP
        EXECUTE format('DROP ROUTINE %s', found.name);
    END LOOP;
END $$;
