-- The master key of the log comes under another root key, so that an old root key can leave the ring.

-- The one narrow way: other bytes in place of exactly those that were read. Whoever calls it has opened both; signatures are made with the key
-- inside, and shards keep their public keys, so that a wrong one would be found by every verifier.
CREATE FUNCTION rewrap_master(old bytea, fresh bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    replaced integer;
BEGIN
    PERFORM set_config('claviger.rewrapping', 'yes', true);
    UPDATE signing_master SET sealed = fresh WHERE id = 1 AND sealed = old;
    GET DIAGNOSTICS replaced = ROW_COUNT;
    PERFORM set_config('claviger.rewrapping', 'no', true);
    RETURN replaced = 1;
END
$$;
REVOKE ALL ON FUNCTION rewrap_master(bytea, bytea) FROM PUBLIC;

DROP TRIGGER no_change ON signing_master;
CREATE TRIGGER no_change BEFORE UPDATE ON signing_master FOR EACH ROW
    WHEN (current_setting('claviger.rewrapping', true) IS DISTINCT FROM 'yes' OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at)
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE ON signing_master FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE signing_master ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_removal;
COMMENT ON TABLE signing_master IS
    'The secret from which the signing key of each shard is derived, sealed by the root key ring. Made once, at the first start; only rewrap_master puts the same secret under another root key.';

GRANT EXECUTE ON FUNCTION rewrap_master(bytea, bytea) TO ${app_role};
