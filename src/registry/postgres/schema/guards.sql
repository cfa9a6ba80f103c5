-- What nobody may do, whatever their role: one function a table, called before each row is added, changed or taken away.
--
-- Where a rule looks at other rows, the lock that every change of the registry takes comes first, whoever makes it: what
-- two transactions see would otherwise be true of each and of both together false. What is looked at after the lock is what
-- is there only at READ COMMITTED: the other levels look at what was there when the transaction began.

-- As the statements of the registry say it.
CREATE FUNCTION instr(whole TEXT, part TEXT) RETURNS INTEGER
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT strpos(whole, part)';

CREATE FUNCTION one_at_a_time() RETURNS void LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'plis: the registry changes at the isolation level READ COMMITTED';
    END IF;
    PERFORM pg_advisory_xact_lock(1886153075);
END $$;

CREATE FUNCTION guard_for_ever() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'plis: a row of % does not change and does not go', TG_TABLE_NAME;
END $$;

CREATE FUNCTION guard_key() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM recipient JOIN consultation ON consultation.id = recipient.consultation_id
                    WHERE recipient.certificate_id = OLD.certificate_id AND consultation.state <> 'closed')
           OR EXISTS (SELECT FROM assignment JOIN consultation ON consultation.id = assignment.consultation_id
                    WHERE assignment.certificate_id = OLD.certificate_id AND consultation.state <> 'closed')
           OR (OLD.role = 'emergency' AND OLD.state = 'active'
               AND EXISTS (SELECT FROM consultation WHERE state = 'draft'
                              AND (OLD.entity_id IS NULL OR entity_id = OLD.entity_id))) THEN
            RAISE EXCEPTION 'plis: the key is needed by a consultation that is not closed';
        END IF;
        IF NOT EXISTS (SELECT FROM aside WHERE key_id = OLD.id AND certificate_id = OLD.certificate_id) THEN
            RAISE EXCEPTION 'plis: a key that goes is set aside';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.id <> OLD.id OR NEW.certificate_id <> OLD.certificate_id OR NEW.role <> OLD.role
       OR NEW.entity_id IS DISTINCT FROM OLD.entity_id OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'plis: what a key is does not change';
    END IF;
    IF OLD.state = 'retired' AND (NEW.state <> 'retired' OR NEW.retired_at IS DISTINCT FROM OLD.retired_at) THEN
        RAISE EXCEPTION 'plis: a retired key stays retired';
    END IF;
    -- The private half that is held may be found (again), never dropped.
    IF (OLD.custody = 'copy' AND NEW.custody <> 'copy')
       OR (OLD.custody = 'reference' AND NEW.custody = 'certificate') THEN
        RAISE EXCEPTION 'plis: the private half is not dropped';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_key_file() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'UPDATE' AND (NEW.fingerprint <> OLD.fingerprint OR EXISTS (
            SELECT FROM key JOIN certificate ON certificate.id = key.certificate_id
             WHERE certificate.fingerprint = OLD.fingerprint AND coalesce(key.tried, 'proved') = 'proved')) THEN
        RAISE EXCEPTION 'plis: a key file that nothing speaks against is not replaced';
    END IF;
    IF TG_OP = 'DELETE' AND (
        EXISTS (SELECT FROM key JOIN certificate ON certificate.id = key.certificate_id
                 WHERE certificate.fingerprint = OLD.fingerprint AND key.custody = 'copy')
        OR NOT EXISTS (SELECT FROM aside_file JOIN aside ON aside.tombstone_id = aside_file.tombstone_id
                         JOIN certificate ON certificate.id = aside.certificate_id
                        WHERE certificate.fingerprint = OLD.fingerprint AND aside_file.octets = OLD.octets)) THEN
        RAISE EXCEPTION 'plis: a key file that goes is set aside';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION guard_tombstone() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'plis: a tombstone does not go';
    END IF;
    -- It says once what became of its key, and nothing else of it changes.
    IF NEW.id <> OLD.id OR NEW.certificate_id <> OLD.certificate_id OR NEW.name <> OLD.name OR NEW.role <> OLD.role
       OR NEW.entity_id IS DISTINCT FROM OLD.entity_id OR NEW.deleted_at <> OLD.deleted_at
       OR NEW.deleted_by <> OLD.deleted_by OR NEW.reason IS DISTINCT FROM OLD.reason
       OR OLD.restored_at IS NOT NULL OR OLD.purged_at IS NOT NULL THEN
        RAISE EXCEPTION 'plis: a tombstone does not change';
    END IF;
    -- By this machine's clock too: whoever writes may say any instant.
    IF NEW.purged_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM aside WHERE tombstone_id = OLD.id AND until <= NEW.purged_at
                          AND until <= extract(epoch FROM clock_timestamp())) THEN
        RAISE EXCEPTION 'plis: the key is kept aside for longer';
    END IF;
    -- What came back is there: the key, and the very file that was set aside.
    IF NEW.restored_at IS NOT NULL
       AND (NOT EXISTS (SELECT FROM key WHERE certificate_id = OLD.certificate_id)
            OR EXISTS (SELECT FROM aside_file WHERE tombstone_id = OLD.id AND NOT EXISTS (
                SELECT FROM key JOIN certificate ON certificate.id = key.certificate_id
                           JOIN key_file ON key_file.fingerprint = certificate.fingerprint
                 WHERE key.certificate_id = OLD.certificate_id AND key.custody = 'copy'
                   AND key_file.octets = aside_file.octets))) THEN
        RAISE EXCEPTION 'plis: the key did not come back';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_aside() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'plis: a key that is set aside does not change';
    END IF;
    IF TG_OP = 'INSERT' THEN
        -- Ninety days (`ASIDE_DAYS`).
        IF NOT EXISTS (SELECT FROM tombstone
                        WHERE id = NEW.tombstone_id AND certificate_id = NEW.certificate_id
                          AND restored_at IS NULL AND purged_at IS NULL AND NEW.until >= deleted_at + 7776000) THEN
            RAISE EXCEPTION 'plis: a key that is set aside is kept for its time';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM tombstone WHERE id = OLD.tombstone_id
                      AND (restored_at IS NOT NULL OR purged_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'plis: a key that is set aside is restored or purged';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION guard_consultation() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'plis: a consultation does not go';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'plis: a consultation starts as a draft';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.id <> OLD.id OR NEW.reference <> OLD.reference OR NEW.folded <> OLD.folded
       OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'plis: the reference of a consultation does not change';
    END IF;
    IF OLD.state <> 'draft'
       AND (NEW.title IS DISTINCT FROM OLD.title OR NEW.entity_id <> OLD.entity_id OR NEW.deadline <> OLD.deadline
            OR NEW.zone <> OLD.zone OR NEW.launched_at IS DISTINCT FROM OLD.launched_at
            OR NEW.launch_reason IS DISTINCT FROM OLD.launch_reason) THEN
        RAISE EXCEPTION 'plis: a launched consultation does not change';
    END IF;
    IF (OLD.state = 'launched' AND NEW.state = 'draft')
       OR (OLD.state = 'closed' AND (NEW.state <> 'closed' OR NEW.closed_at IS DISTINCT FROM OLD.closed_at))
       OR (OLD.state = 'draft' AND NEW.state = 'closed' AND NEW.launched_at IS NOT NULL) THEN
        RAISE EXCEPTION 'plis: a consultation does not go back';
    END IF;
    IF OLD.state <> 'closed' AND NEW.state = 'closed' AND trim(coalesce(NEW.close_reason, '')) = ''
       AND (NEW.closed_at <= OLD.deadline OR NOT EXISTS (SELECT FROM run WHERE consultation_id = OLD.id)) THEN
        RAISE EXCEPTION 'plis: closing before the deadline, or without an opening, needs a reason';
    END IF;
    IF NEW.close_reason IS DISTINCT FROM OLD.close_reason AND (OLD.state = 'closed' OR NEW.state <> 'closed') THEN
        RAISE EXCEPTION 'plis: why a consultation was closed does not change';
    END IF;
    -- The launch itself: what is copied does not depend on who launches.
    IF OLD.state = 'draft' AND NEW.state = 'launched' THEN
        IF NOT EXISTS (SELECT FROM assignment WHERE consultation_id = OLD.id) THEN
            RAISE EXCEPTION 'plis: no key is assigned';
        END IF;
        DELETE FROM recipient WHERE consultation_id = OLD.id;
        INSERT INTO recipient (consultation_id, certificate_id, role, name)
        SELECT DISTINCT OLD.id, key.certificate_id, key.role, key.name
          FROM key JOIN assignment ON assignment.certificate_id = key.certificate_id
         WHERE assignment.consultation_id = OLD.id;
        INSERT INTO recipient (consultation_id, certificate_id, role, name)
        SELECT OLD.id, key.certificate_id, key.role, key.name
          FROM key
         WHERE key.role = 'emergency' AND key.state = 'active'
           AND (key.entity_id = NEW.entity_id OR key.entity_id IS NULL);
    END IF;
    RETURN NEW;
END $$;

-- Assignments and recipients: as they like in a draft, final afterwards.
CREATE FUNCTION guard_tie() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'plis: a row of % does not change', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM consultation WHERE id = OLD.consultation_id AND state = 'draft') THEN
            RAISE EXCEPTION 'plis: the assignment is final';
        END IF;
        RETURN OLD;
    END IF;
    IF NOT EXISTS (SELECT FROM consultation WHERE id = NEW.consultation_id AND state = 'draft') THEN
        RAISE EXCEPTION 'plis: the assignment is final';
    END IF;
    IF TG_TABLE_NAME = 'assignment' THEN
        IF NOT EXISTS (SELECT FROM key WHERE certificate_id = NEW.certificate_id AND role = 'entity') THEN
            RAISE EXCEPTION 'plis: no key of the entity is that one';
        END IF;
    ELSIF NOT EXISTS (SELECT FROM key WHERE certificate_id = NEW.certificate_id AND role = NEW.role) THEN
        RAISE EXCEPTION 'plis: no key is that recipient';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_run() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'plis: an opening stays recorded';
    END IF;
    IF NEW.id <> OLD.id OR NEW.consultation_id <> OLD.consultation_id THEN
        RAISE EXCEPTION 'plis: what an opening was of does not change';
    END IF;
    IF EXISTS (SELECT FROM journal WHERE strpos(substr(line, 1, 128), '"kind":"opening.ended"') > 0
                  AND line::json -> 'data' ->> 'run' = OLD.id) THEN
        RAISE EXCEPTION 'plis: what an opening gave does not change once it has ended';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_journal() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
DECLARE
    head journal_head%ROWTYPE;
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'plis: the journal only grows';
    END IF;
    SELECT * INTO STRICT head FROM journal_head;
    IF NEW.seq <> head.entries + 1 OR NEW.prev <> head.hash THEN
        RAISE EXCEPTION 'plis: the entry does not follow the last one';
    END IF;
    -- What is read is the line: it says the same as the columns.
    IF (NEW.line::json ->> 'seq') IS DISTINCT FROM NEW.seq::text OR (NEW.line::json ->> 'prev') IS DISTINCT FROM NEW.prev
       OR (NEW.line::json ->> 'hash') IS DISTINCT FROM NEW.hash THEN
        RAISE EXCEPTION 'plis: the entry says something else';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_journal_head() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id = OLD.id AND NEW.entries = OLD.entries + 1
           AND EXISTS (SELECT FROM journal WHERE seq = NEW.entries AND hash = NEW.hash AND prev = OLD.hash) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM journal_head) AND NEW.entries = 0 THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'plis: the journal only grows';
END $$;

-- A file that took the place of another: the other is kept until its key is purged.
CREATE FUNCTION guard_former_file() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    PERFORM one_at_a_time();
    IF TG_OP = 'UPDATE'
       OR EXISTS (SELECT FROM key JOIN certificate ON certificate.id = key.certificate_id
                   WHERE certificate.fingerprint = OLD.fingerprint)
       OR EXISTS (SELECT FROM aside JOIN tombstone ON tombstone.id = aside.tombstone_id
                    JOIN certificate ON certificate.id = aside.certificate_id
                   WHERE certificate.fingerprint = OLD.fingerprint AND tombstone.purged_at IS NULL) THEN
        RAISE EXCEPTION 'plis: a key file that was replaced is kept';
    END IF;
    RETURN OLD;
END $$;

-- What follows from a change, by the owner's right: no role may do it of itself. Each follows its own table only: on a
-- table of somebody else's, a value's type could be theirs, and its conversion run what they like by that right.

CREATE FUNCTION follow_journal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = plis, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'plis.journal'::regclass THEN
        RAISE EXCEPTION 'plis: nothing follows from %', TG_TABLE_NAME;
    END IF;
    UPDATE journal_head SET entries = NEW.seq, hash = NEW.hash;
    RETURN NULL;
END $$;

CREATE FUNCTION follow_key_file() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = plis, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'plis.key_file'::regclass THEN
        RAISE EXCEPTION 'plis: nothing follows from %', TG_TABLE_NAME;
    END IF;
    IF NEW.octets <> OLD.octets THEN
        INSERT INTO former_file (fingerprint, octets) VALUES (OLD.fingerprint, OLD.octets);
    END IF;
    RETURN NULL;
END $$;

-- A key that came back has its file again, one that was purged needs none.
CREATE FUNCTION follow_tombstone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = plis, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'plis.tombstone'::regclass THEN
        RAISE EXCEPTION 'plis: nothing follows from %', TG_TABLE_NAME;
    END IF;
    DELETE FROM aside_file WHERE tombstone_id = NEW.id;
    -- Unless it is here again, or deleted a second time.
    IF NEW.purged_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM key WHERE certificate_id = NEW.certificate_id)
       AND NOT EXISTS (SELECT FROM aside JOIN tombstone ON tombstone.id = aside.tombstone_id
                        WHERE aside.certificate_id = NEW.certificate_id AND tombstone.purged_at IS NULL) THEN
        DELETE FROM former_file USING certificate
         WHERE certificate.id = NEW.certificate_id AND former_file.fingerprint = certificate.fingerprint;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER entity_guard BEFORE UPDATE OR DELETE ON entity FOR EACH ROW EXECUTE FUNCTION guard_for_ever();
CREATE TRIGGER certificate_guard BEFORE UPDATE OR DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION guard_for_ever();
CREATE TRIGGER certificate_der_guard BEFORE UPDATE OR DELETE ON certificate_der FOR EACH ROW EXECUTE FUNCTION guard_for_ever();
CREATE TRIGGER chain_guard BEFORE UPDATE OR DELETE ON chain FOR EACH ROW EXECUTE FUNCTION guard_for_ever();
CREATE TRIGGER key_guard BEFORE UPDATE OR DELETE ON key FOR EACH ROW EXECUTE FUNCTION guard_key();
CREATE TRIGGER key_file_guard BEFORE UPDATE OR DELETE ON key_file FOR EACH ROW EXECUTE FUNCTION guard_key_file();
CREATE TRIGGER key_file_follow AFTER UPDATE ON key_file FOR EACH ROW EXECUTE FUNCTION follow_key_file();
CREATE TRIGGER former_file_guard BEFORE UPDATE OR DELETE ON former_file FOR EACH ROW EXECUTE FUNCTION guard_former_file();
CREATE TRIGGER tombstone_guard BEFORE UPDATE OR DELETE ON tombstone FOR EACH ROW EXECUTE FUNCTION guard_tombstone();
CREATE TRIGGER tombstone_follow AFTER UPDATE ON tombstone FOR EACH ROW EXECUTE FUNCTION follow_tombstone();
CREATE TRIGGER aside_guard BEFORE INSERT OR UPDATE OR DELETE ON aside FOR EACH ROW EXECUTE FUNCTION guard_aside();
CREATE TRIGGER aside_file_guard BEFORE UPDATE OR DELETE ON aside_file FOR EACH ROW EXECUTE FUNCTION guard_aside();
CREATE TRIGGER consultation_guard BEFORE INSERT OR UPDATE OR DELETE ON consultation FOR EACH ROW EXECUTE FUNCTION guard_consultation();
CREATE TRIGGER assignment_guard BEFORE INSERT OR UPDATE OR DELETE ON assignment FOR EACH ROW EXECUTE FUNCTION guard_tie();
CREATE TRIGGER recipient_guard BEFORE INSERT OR UPDATE OR DELETE ON recipient FOR EACH ROW EXECUTE FUNCTION guard_tie();
CREATE TRIGGER run_guard BEFORE UPDATE OR DELETE ON run FOR EACH ROW EXECUTE FUNCTION guard_run();
CREATE TRIGGER journal_guard BEFORE INSERT OR UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION guard_journal();
CREATE TRIGGER journal_follow AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION follow_journal();
CREATE TRIGGER journal_head_guard BEFORE INSERT OR UPDATE OR DELETE ON journal_head FOR EACH ROW EXECUTE FUNCTION guard_journal_head();

-- Emptying a table fires no trigger of its rows.
CREATE FUNCTION guard_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'plis: % is not emptied', TG_TABLE_NAME;
END $$;

CREATE TRIGGER entity_whole BEFORE TRUNCATE ON entity EXECUTE FUNCTION guard_whole();
CREATE TRIGGER certificate_whole BEFORE TRUNCATE ON certificate EXECUTE FUNCTION guard_whole();
CREATE TRIGGER certificate_der_whole BEFORE TRUNCATE ON certificate_der EXECUTE FUNCTION guard_whole();
CREATE TRIGGER chain_whole BEFORE TRUNCATE ON chain EXECUTE FUNCTION guard_whole();
CREATE TRIGGER key_whole BEFORE TRUNCATE ON key EXECUTE FUNCTION guard_whole();
CREATE TRIGGER key_file_whole BEFORE TRUNCATE ON key_file EXECUTE FUNCTION guard_whole();
CREATE TRIGGER former_file_whole BEFORE TRUNCATE ON former_file EXECUTE FUNCTION guard_whole();
CREATE TRIGGER tombstone_whole BEFORE TRUNCATE ON tombstone EXECUTE FUNCTION guard_whole();
CREATE TRIGGER aside_whole BEFORE TRUNCATE ON aside EXECUTE FUNCTION guard_whole();
CREATE TRIGGER aside_file_whole BEFORE TRUNCATE ON aside_file EXECUTE FUNCTION guard_whole();
CREATE TRIGGER consultation_whole BEFORE TRUNCATE ON consultation EXECUTE FUNCTION guard_whole();
CREATE TRIGGER assignment_whole BEFORE TRUNCATE ON assignment EXECUTE FUNCTION guard_whole();
CREATE TRIGGER recipient_whole BEFORE TRUNCATE ON recipient EXECUTE FUNCTION guard_whole();
CREATE TRIGGER run_whole BEFORE TRUNCATE ON run EXECUTE FUNCTION guard_whole();
CREATE TRIGGER stranger_whole BEFORE TRUNCATE ON stranger EXECUTE FUNCTION guard_whole();
CREATE TRIGGER journal_whole BEFORE TRUNCATE ON journal EXECUTE FUNCTION guard_whole();
CREATE TRIGGER journal_head_whole BEFORE TRUNCATE ON journal_head EXECUTE FUNCTION guard_whole();
