CREATE TABLE event_stream (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    actor_type text NOT NULL,
    actor_id uuid NOT NULL,
    alive_until timestamptz NOT NULL
);
CREATE INDEX event_stream_actor ON event_stream (project_id, actor_id);
COMMENT ON TABLE event_stream IS
    'Event streams that are open on any replica, to count those of one caller together. What is not renewed was on a replica that died.';

GRANT SELECT, INSERT, UPDATE, DELETE ON event_stream TO ${app_role};
