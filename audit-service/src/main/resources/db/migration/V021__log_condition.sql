-- What is wrong with the log itself, as long as it is.

CREATE TABLE log_condition (
    org text NOT NULL,
    subject text NOT NULL,
    alert_id uuid NOT NULL REFERENCES detection_alert,
    since timestamptz NOT NULL,
    PRIMARY KEY (org, subject)
);
COMMENT ON TABLE log_condition IS
    'Conditions that hold right now, each with the alert that was raised when it began. Removed when the cause is gone, which resolves the alert.';
COMMENT ON COLUMN log_condition.org IS 'The log that it is about: an organisation id, or platform for what concerns all.';

GRANT SELECT, INSERT, DELETE ON log_condition TO ${app_role};
