-- How the rules are doing.

CREATE TABLE detection_failure (
    org text NOT NULL,
    rule text NOT NULL,
    errors bigint NOT NULL,
    passed_over bigint NOT NULL,
    last_index bigint NOT NULL,
    last_cause text NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (org, rule)
);
COMMENT ON TABLE detection_failure IS 'Rules that could not look at entries of a log: how often, and what happened last. Without a row a rule never failed there.';
COMMENT ON COLUMN detection_failure.passed_over IS 'Entries that the rule has not looked at for good, because it failed on each of them several times.';
COMMENT ON COLUMN detection_failure.last_index IS 'Where the entries began that it failed on last.';

GRANT SELECT, INSERT, UPDATE ON detection_failure TO ${app_role};
