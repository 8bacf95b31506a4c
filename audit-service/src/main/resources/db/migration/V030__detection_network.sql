-- Networks that belong together: the exits of a NAT gateway, the runners of a pool.

CREATE TABLE detection_network (
    org text PRIMARY KEY,
    version bigint NOT NULL CHECK (version > 0),
    networks jsonb NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE detection_network IS
    'Which networks of an organisation are one network to the rules. Without a row none are. The log has each version, in update-detection-networks.';
COMMENT ON COLUMN detection_network.networks IS 'A list of objects with name and ranges; no two of them overlap.';

GRANT SELECT, INSERT, UPDATE ON detection_network TO ${app_role};
