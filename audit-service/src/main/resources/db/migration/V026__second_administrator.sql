-- Keeping less takes two: what one administrator asks for counts when another one asks for the same.

CREATE TABLE retention_proposal (
    org text PRIMARY KEY,
    event_types text[] NOT NULL,
    classes text[] NOT NULL CHECK (cardinality(classes) = cardinality(event_types)),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL
);
COMMENT ON TABLE retention_proposal IS
    'A plan that keeps something for a shorter time than the present one, asked for by one administrator. Gone when a plan was set.';

CREATE TABLE legal_hold_lift_asked (
    hold_id uuid PRIMARY KEY REFERENCES legal_hold,
    reason text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL
);
COMMENT ON TABLE legal_hold_lift_asked IS
    'Holds that one administrator wants lifted. The row stays when another one does it; it goes when somebody wants to keep the hold.';

-- Holds that were lifted before this have nobody here.
ALTER TABLE legal_hold_end ADD COLUMN asked_by text CHECK (asked_by <> lifted_by);
COMMENT ON COLUMN legal_hold_end.asked_by IS 'Who asked for it first; never who did it.';

-- Also past the service's own code nobody lifts a hold alone.
CREATE FUNCTION refuse_lifting_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.asked_by IS NULL OR NOT EXISTS (SELECT FROM legal_hold_lift_asked a
                                           WHERE a.hold_id = NEW.hold_id AND a.asked_by = NEW.asked_by AND a.asked_by <> NEW.lifted_by) THEN
        RAISE EXCEPTION 'nobody lifts a hold alone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION refuse_lifting_alone() FROM PUBLIC;
CREATE TRIGGER two_administrators BEFORE INSERT ON legal_hold_end FOR EACH ROW EXECUTE FUNCTION refuse_lifting_alone();

GRANT SELECT, INSERT, UPDATE, DELETE ON retention_proposal, legal_hold_lift_asked TO ${app_role};
