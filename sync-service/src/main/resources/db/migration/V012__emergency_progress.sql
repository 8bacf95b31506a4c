-- Numbers what changes about an emergency, so that streams go on where they were, on whatever replica.

ALTER TABLE emergency ADD COLUMN revision bigint NOT NULL DEFAULT 1;
ALTER TABLE emergency_step ADD COLUMN revision bigint NOT NULL DEFAULT 1;
COMMENT ON COLUMN emergency.revision IS
    'Grows by one with every change of the emergency or of a step that people can see. The row is locked for that, so that changes become visible in this order.';
COMMENT ON COLUMN emergency_step.revision IS 'The revision of the emergency at the last change of the step that people can see.';

CREATE FUNCTION emergency_is_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER emergency_change BEFORE UPDATE ON emergency
    FOR EACH ROW WHEN (NEW.revision = OLD.revision) EXECUTE FUNCTION emergency_is_changed();

CREATE FUNCTION emergency_step_is_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE emergency SET revision = revision + 1 WHERE id = NEW.emergency_id RETURNING revision INTO NEW.revision;
    RETURN NEW;
END $$;
CREATE TRIGGER emergency_step_change BEFORE UPDATE ON emergency_step
    FOR EACH ROW
    WHEN ((NEW.state, NEW.assignee, NEW.note, NEW.message, NEW.progress, NEW.proof, NEW.started_at)
        IS DISTINCT FROM (OLD.state, OLD.assignee, OLD.note, OLD.message, OLD.progress, OLD.proof, OLD.started_at))
    EXECUTE FUNCTION emergency_step_is_changed();
