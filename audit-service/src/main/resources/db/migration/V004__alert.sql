-- What somebody should look at.

CREATE TABLE alert (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    facts jsonb NOT NULL,
    raised_at timestamptz NOT NULL,
    UNIQUE (kind, subject)
);
COMMENT ON TABLE alert IS 'Each once, however many replicas notice it. Insert only.';
COMMENT ON COLUMN alert.kind IS 'producer-gap: numbers of a producer were taken and have not arrived.';
COMMENT ON COLUMN alert.subject IS 'What it is about: for a gap the boot and its first missing number.';

CREATE TABLE alert_end (
    alert_id uuid PRIMARY KEY REFERENCES alert,
    ended_at timestamptz NOT NULL
);
COMMENT ON TABLE alert_end IS 'Alerts whose reason is gone. Insert only.';

CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON alert FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON alert_end FOR EACH ROW EXECUTE FUNCTION refuse_change();
DO $$ BEGIN
    PERFORM build_wall('alert'), build_wall('alert_end');
END $$;

GRANT SELECT, INSERT ON alert, alert_end TO ${app_role};

-- Made in V002 for a choice that is not offered.
DROP TABLE log_publication;
