-- Streams to more kinds of destinations, in more forms.

ALTER TABLE audit_stream
    DROP CONSTRAINT audit_stream_provider_check,
    ADD CONSTRAINT audit_stream_provider_check CHECK (provider IN ('custom', 'datadog', 'kafka', 'splunk', 'syslog')),
    ADD COLUMN format text NOT NULL DEFAULT 'cloudevents' CHECK (format IN ('native', 'cloudevents', 'ocsf', 'ecs'));
COMMENT ON COLUMN audit_stream.format IS 'How entries look to the destination.';
COMMENT ON COLUMN audit_stream.sealed IS
    'What the destination needs, all of it treated as credentials: address, token, headers; sealed by the root key ring and bound to the id.';
