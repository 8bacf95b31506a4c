-- What rules found in the logs, and what people did about it.

CREATE TABLE detection_cursor (
    org text PRIMARY KEY,
    next_index bigint NOT NULL CHECK (next_index >= 0),
    looked_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    careful_until bigint NOT NULL DEFAULT 0,
    passed_over text[] NOT NULL DEFAULT '{}',
    problem text
);
COMMENT ON TABLE detection_cursor IS
    'How far the rules have looked at a log. Moved in the transaction that raises the alerts; its row lock keeps other replicas away.';
COMMENT ON COLUMN detection_cursor.problem IS 'Why the last look failed, or which rule passed over which entry because it failed on it several times.';
COMMENT ON COLUMN detection_cursor.tries IS 'How often looking at what comes next has failed.';
COMMENT ON COLUMN detection_cursor.careful_until IS 'Entries below are looked at one by one, since a rule failed on one of them.';
COMMENT ON COLUMN detection_cursor.passed_over IS 'Rules that failed on the next entry several times and do not look at it.';

CREATE TABLE detection_alert (
    id uuid PRIMARY KEY,
    org text NOT NULL,
    rule text NOT NULL,
    rule_version integer NOT NULL,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    subject text NOT NULL,
    log_index bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    UNIQUE (org, rule, subject, log_index)
);
COMMENT ON TABLE detection_alert IS 'What a rule found: once, whatever the number of replicas. Insert only.';
COMMENT ON COLUMN detection_alert.org IS 'The log: an organisation id, or platform.';
COMMENT ON COLUMN detection_alert.subject IS 'Whom or what it is about: actor, address or secret, with its id.';
COMMENT ON COLUMN detection_alert.log_index IS 'The entry of the log that made the rule fire: its proof.';
CREATE INDEX detection_alert_by_time ON detection_alert (org, raised_at DESC, id DESC);
CREATE INDEX detection_alert_by_subject ON detection_alert (org, rule, subject, happened_at DESC);

CREATE TABLE detection_alert_step (
    id uuid PRIMARY KEY,
    alert_id uuid NOT NULL REFERENCES detection_alert,
    position integer NOT NULL CHECK (position > 0),
    state text NOT NULL CHECK (state IN ('acknowledged', 'resolved', 'false-positive', 'open')),
    by_type text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    note text NOT NULL CHECK (char_length(note) <= 2000),
    at timestamptz NOT NULL,
    UNIQUE (alert_id, position)
);
COMMENT ON TABLE detection_alert_step IS 'Who moved an alert on, when and why. The last one is its state; without any it is open. Insert only.';

CREATE TABLE detection_setting (
    org text NOT NULL,
    rule text NOT NULL,
    enabled boolean NOT NULL,
    thresholds jsonb NOT NULL,
    off_asked_by uuid,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org, rule)
);
COMMENT ON TABLE detection_setting IS 'What an organisation chose for a rule. Without a row the defaults of the rule count.';
COMMENT ON COLUMN detection_setting.off_asked_by IS
    'An administrator who wants a rule about the log itself off. It goes off when another one asks for the same.';

CREATE TABLE detection_suppression (
    id uuid PRIMARY KEY,
    org text NOT NULL,
    rule text NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE detection_suppression IS 'Alerts that an organisation does not want for a while: of one rule about one subject.';
CREATE INDEX detection_suppression_by_rule ON detection_suppression (org, rule, subject);

CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON detection_alert FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON detection_alert_step FOR EACH ROW EXECUTE FUNCTION refuse_change();
DO $$ BEGIN
    PERFORM build_wall('detection_alert'), build_wall('detection_alert_step');
END $$;

-- Where was this token issued? Was this ID token used before?
CREATE INDEX trail_by_issued_token ON trail (org, (metadata ->> 'identityAccessTokenId'))
    WHERE metadata ->> 'identityAccessTokenId' IS NOT NULL;
CREATE INDEX trail_by_id_token ON trail (org, (metadata ->> 'idTokenId')) WHERE metadata ->> 'idTokenId' IS NOT NULL;

-- What is in the logs already is history, not news.
INSERT INTO detection_cursor (org, next_index, looked_at) SELECT org, size, now() FROM log_state;

GRANT SELECT, INSERT ON detection_alert, detection_alert_step TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON detection_cursor, detection_setting TO ${app_role};
GRANT SELECT, INSERT, DELETE ON detection_suppression TO ${app_role};
