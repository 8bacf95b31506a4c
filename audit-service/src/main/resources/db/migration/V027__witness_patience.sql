-- Witnesses are asked until they cosign, however long they were away.

CREATE TABLE witness_refusal (
    witness text NOT NULL,
    shard_id bigint NOT NULL REFERENCES shard,
    failures integer NOT NULL CHECK (failures > 0),
    next_attempt_at timestamptz NOT NULL,
    PRIMARY KEY (witness, shard_id)
);
COMMENT ON TABLE witness_refusal IS
    'Logs whose newest checkpoint a witness did not cosign when it was asked, and when it is asked again. Gone when it did.';

GRANT SELECT, INSERT, UPDATE, DELETE ON witness_refusal TO ${app_role};

CREATE INDEX cosignature_by_witness ON cosignature (witness, shard_id, size);
