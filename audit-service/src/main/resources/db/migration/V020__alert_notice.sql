-- Alerts are told outside.

ALTER TABLE detection_alert ADD COLUMN title text NOT NULL DEFAULT '', ADD COLUMN project_id text;
COMMENT ON COLUMN detection_alert.title IS 'The title of the rule at that time; empty for alerts that are older than this column.';
COMMENT ON COLUMN detection_alert.project_id IS 'The project of the entry that made the rule fire, where it was in one.';

CREATE TABLE alert_destination (
    id uuid PRIMARY KEY,
    org text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('webhook', 'slack', 'email')),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    sealed bytea NOT NULL,
    min_severity text NOT NULL CHECK (min_severity IN ('low', 'medium', 'high', 'critical')),
    rules text[] NOT NULL,
    projects text[] NOT NULL,
    states text[] NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    problem text,
    problem_at timestamptz,
    delivered_at timestamptz,
    lease uuid,
    lease_until timestamptz
);
COMMENT ON TABLE alert_destination IS
    'Where an organisation wants to be told about its alerts. One worker at a time has the lease of a destination.';
COMMENT ON COLUMN alert_destination.sealed IS 'Address and credentials, sealed by the root key ring and bound to the id.';
COMMENT ON COLUMN alert_destination.rules IS 'Ids of the rules whose alerts are wanted; empty for all.';
COMMENT ON COLUMN alert_destination.projects IS 'Ids of the projects whose alerts are wanted; empty for all, also those of no project.';
COMMENT ON COLUMN alert_destination.states IS 'The states that are told when an alert reaches them; open is a new alert or one that was opened again.';
COMMENT ON COLUMN alert_destination.problem IS 'Why the last attempt failed, in words for administrators. Null since it works.';
CREATE INDEX alert_destination_by_org ON alert_destination (org);

CREATE TABLE alert_notice (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    destination_id uuid NOT NULL REFERENCES alert_destination ON DELETE CASCADE,
    key text NOT NULL,
    event jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text CHECK (outcome IN ('delivered', 'given-up')),
    UNIQUE (destination_id, key)
);
COMMENT ON TABLE alert_notice IS
    'What destinations are to be told, written by the transaction that raises or moves an alert. Those that ended are removed after a while.';
COMMENT ON COLUMN alert_notice.key IS 'Alert, state and step: the same for every attempt, so that receivers can drop what they have.';
COMMENT ON COLUMN alert_notice.event IS 'A CloudEvent (docs/events/alert.schema.json).';
CREATE INDEX alert_notice_waiting ON alert_notice (destination_id, position) WHERE ended_at IS NULL;
CREATE INDEX alert_notice_ended ON alert_notice (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE alert_outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL,
    event jsonb NOT NULL
);
COMMENT ON TABLE alert_outbox IS
    'Changes of alerts that are not on the Kafka topic yet, written by the transaction that makes them and deleted after the acknowledgement.';
COMMENT ON COLUMN alert_outbox.org IS 'The log of the alert and the key on the topic: an organisation id, or platform.';

GRANT SELECT, INSERT, UPDATE, DELETE ON alert_destination, alert_notice TO ${app_role};
GRANT SELECT, INSERT, DELETE ON alert_outbox TO ${app_role};
