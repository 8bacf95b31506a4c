-- What producers tell of themselves: that they live, and how many numbers they have taken.
ALTER TABLE producer_state
    ADD COLUMN heard_at timestamptz,
    ADD COLUMN told_at timestamptz,
    ADD COLUMN stopped boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN producer_state.heard_at IS 'When a heartbeat was last taken in; null of a producer that sends none.';
COMMENT ON COLUMN producer_state.told_at IS 'When the newest of them was sent, by the clock of the producer.';
COMMENT ON COLUMN producer_state.stopped IS 'Whether it said that it stops, or another replica said so of it.';
CREATE INDEX producer_state_listened ON producer_state (heard_at) WHERE heard_at IS NOT NULL AND NOT stopped;
