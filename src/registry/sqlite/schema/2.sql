-- The registry, version 2: closing is not a back door to deletion.
--
--   * a consultation is closed before its deadline, or without an opening, for a reason only;
--   * a deleted key is set aside, with everything its row said, and comes back or is purged when its time has come;
--   * an opening that was run stays recorded.

ALTER TABLE consultation ADD COLUMN close_reason TEXT;
ALTER TABLE tombstone ADD COLUMN restored_at INTEGER;
ALTER TABLE tombstone ADD COLUMN purged_at INTEGER;

-- Keys that were deleted and can come back.
CREATE TABLE aside (
    tombstone_id   INTEGER PRIMARY KEY REFERENCES tombstone (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    key_id         INTEGER NOT NULL UNIQUE,
    certificate_id INTEGER NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    name           TEXT NOT NULL,
    role           TEXT NOT NULL,
    entity_id      INTEGER REFERENCES entity (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    custody        TEXT NOT NULL,
    path           TEXT,
    state          TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    retired_at     INTEGER,
    proved_at      INTEGER,
    tried_at       INTEGER,
    tried          TEXT,
    until          INTEGER NOT NULL          -- not purged before
) STRICT;

CREATE TRIGGER aside_insert BEFORE INSERT ON aside
WHEN EXISTS (SELECT 1 FROM aside WHERE tombstone_id = NEW.tombstone_id OR key_id = NEW.key_id)
BEGIN SELECT RAISE (ABORT, 'plis: the key is set aside already'); END;

CREATE TRIGGER aside_update BEFORE UPDATE ON aside
BEGIN SELECT RAISE (ABORT, 'plis: a key that is set aside does not change'); END;

CREATE TRIGGER aside_delete BEFORE DELETE ON aside
WHEN NOT EXISTS (SELECT 1 FROM tombstone WHERE id = OLD.tombstone_id
                    AND (restored_at IS NOT NULL OR purged_at IS NOT NULL))
BEGIN SELECT RAISE (ABORT, 'plis: a key that is set aside is restored or purged'); END;

CREATE TRIGGER key_aside BEFORE DELETE ON key
WHEN NOT EXISTS (SELECT 1 FROM aside WHERE key_id = OLD.id AND certificate_id = OLD.certificate_id)
BEGIN SELECT RAISE (ABORT, 'plis: a key that goes is set aside'); END;

-- A tombstone says once what became of its key, and nothing else of it changes.
DROP TRIGGER tombstone_update;

CREATE TRIGGER tombstone_update BEFORE UPDATE ON tombstone
WHEN NEW.id IS NOT OLD.id OR NEW.certificate_id IS NOT OLD.certificate_id OR NEW.name IS NOT OLD.name
     OR NEW.role IS NOT OLD.role OR NEW.entity_id IS NOT OLD.entity_id OR NEW.deleted_at IS NOT OLD.deleted_at
     OR NEW.deleted_by IS NOT OLD.deleted_by OR NEW.reason IS NOT OLD.reason
     OR OLD.restored_at IS NOT NULL OR OLD.purged_at IS NOT NULL
BEGIN SELECT RAISE (ABORT, 'plis: a tombstone does not change'); END;

CREATE TRIGGER tombstone_early BEFORE UPDATE ON tombstone
WHEN NEW.purged_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM aside WHERE tombstone_id = OLD.id AND until <= NEW.purged_at)
BEGIN SELECT RAISE (ABORT, 'plis: the key is kept aside for longer'); END;

CREATE TRIGGER consultation_close BEFORE UPDATE ON consultation
WHEN OLD.state <> 'closed' AND NEW.state = 'closed' AND trim(ifnull(NEW.close_reason, '')) = ''
     AND (NEW.closed_at <= OLD.deadline OR NOT EXISTS (SELECT 1 FROM run WHERE consultation_id = OLD.id))
BEGIN SELECT RAISE (ABORT, 'plis: closing before the deadline, or without an opening, needs a reason'); END;

CREATE TRIGGER consultation_closed BEFORE UPDATE ON consultation
WHEN NEW.close_reason IS NOT OLD.close_reason AND (OLD.state = 'closed' OR NEW.state <> 'closed')
BEGIN SELECT RAISE (ABORT, 'plis: why a consultation was closed does not change'); END;

CREATE TRIGGER run_insert BEFORE INSERT ON run
WHEN EXISTS (SELECT 1 FROM run WHERE id = NEW.id)
BEGIN SELECT RAISE (ABORT, 'plis: the opening is recorded'); END;

CREATE TRIGGER run_update BEFORE UPDATE ON run
WHEN NEW.id IS NOT OLD.id OR NEW.consultation_id IS NOT OLD.consultation_id
BEGIN SELECT RAISE (ABORT, 'plis: what an opening was of does not change'); END;

CREATE TRIGGER run_delete BEFORE DELETE ON run
BEGIN SELECT RAISE (ABORT, 'plis: an opening stays recorded'); END;
