CREATE TABLE principal_topic (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id text NOT NULL
);
COMMENT ON TABLE principal_topic IS
    'The id that Kafka gave to the topic on which the entries of principal_entry were published. When the topic has another id, it was made anew, and everything is published again.';
GRANT SELECT, INSERT, UPDATE ON principal_topic TO ${app_role};
