-- The registry, version 1.
--
-- The invariants are here, so that they hold for any program that opens the file, and not only for this one:
--
--   * what a launched consultation was encrypted to cannot change or go;
--   * a key that a consultation needs cannot be deleted until that consultation is closed;
--   * launching copies every assigned certificate and every emergency one of the entity;
--   * the journal only grows, and each entry follows the one before.
--
-- A REPLACE deletes rows without firing their DELETE triggers (unless recursive_triggers is on), so each
-- protected table also refuses, before the fact, the INSERT or UPDATE that would make it do so.
--
-- Instants are seconds since 1970-01-01T00:00:00Z.

CREATE TABLE entity (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL CHECK (name <> ''),
    folded TEXT NOT NULL UNIQUE CHECK (folded <> '')
) STRICT;

-- Certificates are never changed and never go: what was encrypted to one names it for ever.
CREATE TABLE certificate (
    id          INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE CHECK (length(fingerprint) = 64 AND fingerprint NOT GLOB '*[^0-9a-f]*'),
    public_key  BLOB NOT NULL CHECK (length(public_key) = 32), -- SHA-256 of the SubjectPublicKeyInfo
    subject_cn  TEXT,
    issuer_cn   TEXT,
    serial      TEXT NOT NULL,
    ski         TEXT NOT NULL,
    not_before  INTEGER NOT NULL,
    not_after   INTEGER NOT NULL,
    bits        INTEGER NOT NULL,
    exponent    INTEGER NOT NULL,        -- the largest integer stands for all above it
    key_usage   INTEGER,                 -- bit n of the mask is bit n of RFC 5280 section 4.2.1.3
    sha1        INTEGER NOT NULL CHECK (sha1 IN (0, 1))
) STRICT;

-- Apart from their facts, so that an audit does not read a hundred megabytes of DER.
CREATE TABLE certificate_der (
    certificate_id INTEGER PRIMARY KEY REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    der            BLOB NOT NULL
) STRICT;

-- The certificates above one's own, nearest first: what an export with the chain writes.
CREATE TABLE chain (
    certificate_id INTEGER NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    position       INTEGER NOT NULL,
    der            BLOB NOT NULL,
    PRIMARY KEY (certificate_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE key (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    certificate_id INTEGER NOT NULL UNIQUE REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    name           TEXT NOT NULL CHECK (name <> ''),
    folded         TEXT NOT NULL UNIQUE CHECK (folded <> ''),
    role           TEXT NOT NULL CHECK (role IN ('entity', 'emergency')),
    entity_id      INTEGER REFERENCES entity (id) ON DELETE RESTRICT ON UPDATE RESTRICT, -- NULL: all entities
    custody        TEXT NOT NULL CHECK (custody IN ('copy', 'reference', 'certificate')),
    path           TEXT CHECK ((path IS NOT NULL) = (custody = 'reference')),
    state          TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retired')),
    created_at     INTEGER NOT NULL,
    retired_at     INTEGER CHECK ((retired_at IS NOT NULL) = (state = 'retired')),
    proved_at      INTEGER,              -- last success of a proof
    tried_at       INTEGER,              -- last proof, whatever it gave
    tried          TEXT CHECK ((tried IS NULL) = (tried_at IS NULL))
) STRICT;

CREATE INDEX key_emergency ON key (entity_id) WHERE role = 'emergency' AND state = 'active';

CREATE TABLE tombstone (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    certificate_id INTEGER NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    name           TEXT NOT NULL,
    role           TEXT NOT NULL,
    entity_id      INTEGER REFERENCES entity (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    deleted_at     INTEGER NOT NULL,
    deleted_by     TEXT NOT NULL,
    reason         TEXT
) STRICT;

CREATE TABLE consultation (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    reference     TEXT NOT NULL CHECK (reference <> ''),
    folded        TEXT NOT NULL UNIQUE CHECK (folded <> ''),
    title         TEXT,
    entity_id     INTEGER NOT NULL REFERENCES entity (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    deadline      INTEGER NOT NULL,
    zone          TEXT NOT NULL,
    state         TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'launched', 'closed')),
    created_at    INTEGER NOT NULL,
    launched_at   INTEGER,
    launch_reason TEXT,
    closed_at     INTEGER,
    CHECK (state <> 'draft' OR launched_at IS NULL),
    CHECK (state <> 'launched' OR launched_at IS NOT NULL),
    CHECK ((closed_at IS NOT NULL) = (state = 'closed'))
) STRICT;

CREATE INDEX consultation_open ON consultation (entity_id, state) WHERE state <> 'closed';

CREATE TABLE assignment (
    consultation_id INTEGER NOT NULL REFERENCES consultation (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    certificate_id  INTEGER NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    envelope        TEXT NOT NULL DEFAULT '', -- empty: every envelope
    lot             TEXT NOT NULL DEFAULT '', -- empty: every lot
    PRIMARY KEY (consultation_id, certificate_id, envelope, lot)
) STRICT, WITHOUT ROWID;

CREATE INDEX assignment_certificate ON assignment (certificate_id);

-- What a consultation's envelopes are encrypted to: written once, by its launch.
CREATE TABLE recipient (
    consultation_id INTEGER NOT NULL REFERENCES consultation (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    certificate_id  INTEGER NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    role            TEXT NOT NULL CHECK (role IN ('entity', 'emergency')),
    name            TEXT NOT NULL,       -- the key's name at launch
    PRIMARY KEY (consultation_id, certificate_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recipient_certificate ON recipient (certificate_id);

-- Openings that were run for a consultation.
CREATE TABLE run (
    id              TEXT NOT NULL PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultation (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    at              INTEGER NOT NULL,
    folder          TEXT NOT NULL,
    head            TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Certificates that opened envelopes named and this registry did not have.
CREATE TABLE stranger (
    consultation_id INTEGER NOT NULL REFERENCES consultation (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    issuer_cn       TEXT NOT NULL DEFAULT '',
    serial          TEXT NOT NULL DEFAULT '',
    ski             TEXT NOT NULL DEFAULT '',
    at              INTEGER NOT NULL,
    PRIMARY KEY (consultation_id, issuer_cn, serial, ski)
) STRICT, WITHOUT ROWID;

-- Key files of ours that are being written or removed: what an interrupted process leaves to the next one.
CREATE TABLE pending_file (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The hash-chained journal: `line` is the exact entry, `hash` the one it carries.
CREATE TABLE journal (
    seq  INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    prev TEXT NOT NULL,
    line TEXT NOT NULL
) STRICT;

CREATE TABLE journal_head (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    entries INTEGER NOT NULL,
    hash    TEXT NOT NULL
) STRICT;

-- Who needs which certificate: the consultations that are not closed. The same pair may come twice.
CREATE VIEW need (certificate_id, consultation_id) AS
    SELECT recipient.certificate_id, recipient.consultation_id
      FROM recipient JOIN consultation ON consultation.id = recipient.consultation_id
     WHERE consultation.state <> 'closed'
    UNION ALL
    SELECT assignment.certificate_id, assignment.consultation_id
      FROM assignment JOIN consultation ON consultation.id = assignment.consultation_id
     WHERE consultation.state <> 'closed'
    UNION ALL
    SELECT key.certificate_id, consultation.id
      FROM key JOIN consultation ON consultation.entity_id = key.entity_id
     WHERE key.role = 'emergency' AND key.state = 'active' AND consultation.state = 'draft'
    UNION ALL
    SELECT key.certificate_id, consultation.id
      FROM key JOIN consultation
     WHERE key.role = 'emergency' AND key.state = 'active' AND key.entity_id IS NULL
       AND consultation.state = 'draft';

-- Certificates and entities: for ever.

CREATE TRIGGER entity_insert BEFORE INSERT ON entity
WHEN EXISTS (SELECT 1 FROM entity WHERE id = NEW.id OR folded = NEW.folded)
BEGIN SELECT RAISE (ABORT, 'plis: the entity exists'); END;

CREATE TRIGGER entity_update BEFORE UPDATE ON entity
BEGIN SELECT RAISE (ABORT, 'plis: an entity does not change'); END;

CREATE TRIGGER entity_delete BEFORE DELETE ON entity
BEGIN SELECT RAISE (ABORT, 'plis: an entity does not go'); END;

CREATE TRIGGER certificate_insert BEFORE INSERT ON certificate
WHEN EXISTS (SELECT 1 FROM certificate WHERE id = NEW.id OR fingerprint = NEW.fingerprint)
BEGIN SELECT RAISE (ABORT, 'plis: the certificate exists'); END;

CREATE TRIGGER certificate_update BEFORE UPDATE ON certificate
BEGIN SELECT RAISE (ABORT, 'plis: a certificate does not change'); END;

CREATE TRIGGER certificate_delete BEFORE DELETE ON certificate
BEGIN SELECT RAISE (ABORT, 'plis: a certificate does not go'); END;

CREATE TRIGGER certificate_der_insert BEFORE INSERT ON certificate_der
WHEN EXISTS (SELECT 1 FROM certificate_der WHERE certificate_id = NEW.certificate_id)
BEGIN SELECT RAISE (ABORT, 'plis: the certificate exists'); END;

CREATE TRIGGER certificate_der_update BEFORE UPDATE ON certificate_der
BEGIN SELECT RAISE (ABORT, 'plis: a certificate does not change'); END;

CREATE TRIGGER certificate_der_delete BEFORE DELETE ON certificate_der
BEGIN SELECT RAISE (ABORT, 'plis: a certificate does not go'); END;

-- Keys.

CREATE TRIGGER key_insert BEFORE INSERT ON key
WHEN EXISTS (SELECT 1 FROM key
              WHERE id = NEW.id OR certificate_id = NEW.certificate_id OR folded = NEW.folded)
BEGIN SELECT RAISE (ABORT, 'plis: the key exists'); END;

CREATE TRIGGER key_identity BEFORE UPDATE ON key
WHEN NEW.id IS NOT OLD.id OR NEW.certificate_id IS NOT OLD.certificate_id OR NEW.role IS NOT OLD.role
     OR NEW.entity_id IS NOT OLD.entity_id OR NEW.created_at IS NOT OLD.created_at
BEGIN SELECT RAISE (ABORT, 'plis: what a key is does not change'); END;

CREATE TRIGGER key_name BEFORE UPDATE ON key
WHEN EXISTS (SELECT 1 FROM key WHERE folded = NEW.folded AND id <> OLD.id)
BEGIN SELECT RAISE (ABORT, 'plis: the name is taken'); END;

CREATE TRIGGER key_state BEFORE UPDATE ON key
WHEN OLD.state = 'retired' AND (NEW.state <> 'retired' OR NEW.retired_at IS NOT OLD.retired_at)
BEGIN SELECT RAISE (ABORT, 'plis: a retired key stays retired'); END;

-- The private half that is held may be found (again), never dropped.
CREATE TRIGGER key_custody BEFORE UPDATE ON key
WHEN (OLD.custody = 'copy' AND NEW.custody <> 'copy')
     OR (OLD.custody = 'reference' AND NEW.custody = 'certificate')
BEGIN SELECT RAISE (ABORT, 'plis: the private half is not dropped'); END;

CREATE TRIGGER key_delete BEFORE DELETE ON key
WHEN EXISTS (SELECT 1 FROM need WHERE certificate_id = OLD.certificate_id)
BEGIN SELECT RAISE (ABORT, 'plis: the key is needed by a consultation that is not closed'); END;

CREATE TRIGGER tombstone_insert BEFORE INSERT ON tombstone
WHEN EXISTS (SELECT 1 FROM tombstone WHERE id = NEW.id)
BEGIN SELECT RAISE (ABORT, 'plis: a tombstone does not change'); END;

CREATE TRIGGER tombstone_update BEFORE UPDATE ON tombstone
BEGIN SELECT RAISE (ABORT, 'plis: a tombstone does not change'); END;

CREATE TRIGGER tombstone_delete BEFORE DELETE ON tombstone
BEGIN SELECT RAISE (ABORT, 'plis: a tombstone does not go'); END;

-- Consultations.

CREATE TRIGGER consultation_insert BEFORE INSERT ON consultation
WHEN NEW.state <> 'draft'
     OR EXISTS (SELECT 1 FROM consultation WHERE id = NEW.id OR folded = NEW.folded)
BEGIN SELECT RAISE (ABORT, 'plis: a consultation starts as a draft, with a reference of its own'); END;

CREATE TRIGGER consultation_identity BEFORE UPDATE ON consultation
WHEN NEW.id IS NOT OLD.id OR NEW.reference IS NOT OLD.reference OR NEW.folded IS NOT OLD.folded
     OR NEW.created_at IS NOT OLD.created_at
BEGIN SELECT RAISE (ABORT, 'plis: the reference of a consultation does not change'); END;

CREATE TRIGGER consultation_final BEFORE UPDATE ON consultation
WHEN OLD.state <> 'draft'
     AND (NEW.title IS NOT OLD.title OR NEW.entity_id IS NOT OLD.entity_id OR NEW.deadline IS NOT OLD.deadline
          OR NEW.zone IS NOT OLD.zone OR NEW.launched_at IS NOT OLD.launched_at
          OR NEW.launch_reason IS NOT OLD.launch_reason)
BEGIN SELECT RAISE (ABORT, 'plis: a launched consultation does not change'); END;

CREATE TRIGGER consultation_state BEFORE UPDATE ON consultation
WHEN (OLD.state = 'launched' AND NEW.state = 'draft')
     OR (OLD.state = 'closed' AND (NEW.state <> 'closed' OR NEW.closed_at IS NOT OLD.closed_at))
     OR (OLD.state = 'draft' AND NEW.state = 'closed' AND NEW.launched_at IS NOT NULL)
BEGIN SELECT RAISE (ABORT, 'plis: a consultation does not go back'); END;

-- The launch itself: what is copied does not depend on who launches.
CREATE TRIGGER consultation_launch BEFORE UPDATE ON consultation
WHEN OLD.state = 'draft' AND NEW.state = 'launched'
BEGIN
    SELECT RAISE (ABORT, 'plis: no key is assigned')
     WHERE NOT EXISTS (SELECT 1 FROM assignment WHERE consultation_id = OLD.id);
    DELETE FROM recipient WHERE consultation_id = OLD.id;
    INSERT INTO recipient (consultation_id, certificate_id, role, name)
    SELECT DISTINCT OLD.id, key.certificate_id, key.role, key.name
      FROM key JOIN assignment ON assignment.certificate_id = key.certificate_id
     WHERE assignment.consultation_id = OLD.id;
    INSERT INTO recipient (consultation_id, certificate_id, role, name)
    SELECT OLD.id, key.certificate_id, key.role, key.name
      FROM key
     WHERE key.role = 'emergency' AND key.state = 'active' AND key.entity_id = NEW.entity_id;
    INSERT INTO recipient (consultation_id, certificate_id, role, name)
    SELECT OLD.id, key.certificate_id, key.role, key.name
      FROM key
     WHERE key.role = 'emergency' AND key.state = 'active' AND key.entity_id IS NULL;
END;

CREATE TRIGGER consultation_delete BEFORE DELETE ON consultation
BEGIN SELECT RAISE (ABORT, 'plis: a consultation does not go'); END;

-- Assignments and recipients: as they like in a draft, final afterwards.

CREATE TRIGGER assignment_insert BEFORE INSERT ON assignment
WHEN NOT EXISTS (SELECT 1 FROM consultation WHERE id = NEW.consultation_id AND state = 'draft')
     OR NOT EXISTS (SELECT 1 FROM key WHERE certificate_id = NEW.certificate_id AND role = 'entity')
BEGIN SELECT RAISE (ABORT, 'plis: the assignment is final'); END;

CREATE TRIGGER assignment_update BEFORE UPDATE ON assignment
BEGIN SELECT RAISE (ABORT, 'plis: an assignment does not change'); END;

CREATE TRIGGER assignment_delete BEFORE DELETE ON assignment
WHEN NOT EXISTS (SELECT 1 FROM consultation WHERE id = OLD.consultation_id AND state = 'draft')
BEGIN SELECT RAISE (ABORT, 'plis: the assignment is final'); END;

CREATE TRIGGER recipient_insert BEFORE INSERT ON recipient
WHEN NOT EXISTS (SELECT 1 FROM consultation WHERE id = NEW.consultation_id AND state = 'draft')
     OR NOT EXISTS (SELECT 1 FROM key WHERE certificate_id = NEW.certificate_id AND role = NEW.role)
BEGIN SELECT RAISE (ABORT, 'plis: the recipients are final'); END;

CREATE TRIGGER recipient_update BEFORE UPDATE ON recipient
BEGIN SELECT RAISE (ABORT, 'plis: the recipients are final'); END;

CREATE TRIGGER recipient_delete BEFORE DELETE ON recipient
WHEN NOT EXISTS (SELECT 1 FROM consultation WHERE id = OLD.consultation_id AND state = 'draft')
BEGIN SELECT RAISE (ABORT, 'plis: the recipients are final'); END;

-- The journal only grows.

CREATE TRIGGER journal_insert BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT entries + 1 FROM journal_head) OR NEW.prev IS NOT (SELECT hash FROM journal_head)
BEGIN SELECT RAISE (ABORT, 'plis: the entry does not follow the last one'); END;

CREATE TRIGGER journal_append AFTER INSERT ON journal
BEGIN UPDATE journal_head SET entries = NEW.seq, hash = NEW.hash; END;

CREATE TRIGGER journal_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE (ABORT, 'plis: the journal only grows'); END;

CREATE TRIGGER journal_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE (ABORT, 'plis: the journal only grows'); END;

CREATE TRIGGER journal_head_insert BEFORE INSERT ON journal_head
WHEN EXISTS (SELECT 1 FROM journal_head)
BEGIN SELECT RAISE (ABORT, 'plis: the journal has one head'); END;

CREATE TRIGGER journal_head_update BEFORE UPDATE ON journal_head
WHEN NEW.id IS NOT OLD.id OR NEW.entries IS NOT OLD.entries + 1
     OR NOT EXISTS (SELECT 1 FROM journal WHERE seq = NEW.entries AND hash = NEW.hash)
BEGIN SELECT RAISE (ABORT, 'plis: the journal only grows'); END;

CREATE TRIGGER journal_head_delete BEFORE DELETE ON journal_head
BEGIN SELECT RAISE (ABORT, 'plis: the journal only grows'); END;
