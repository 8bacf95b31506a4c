-- What else entries are found by: the job's project, commit, ref, runner and people, and the address.

ALTER TABLE trail
    ADD COLUMN issuer text,
    ADD COLUMN gitlab_project_id text,
    ADD COLUMN gitlab_project_path text,
    ADD COLUMN sha text COLLATE "C",
    ADD COLUMN ref text,
    ADD COLUMN runner_id text,
    ADD COLUMN gitlab_user_id text,
    ADD COLUMN gitlab_user text,
    ADD COLUMN client_ip inet;
COMMENT ON COLUMN trail.issuer IS 'The GitLab instance that vouched for the job; ids of jobs, pipelines, runners and people are unique within it only.';
COMMENT ON COLUMN trail.sha IS 'Compared byte by byte, so that a short id is a range of the index.';
COMMENT ON COLUMN trail.client_ip IS 'Null where the event''s text is no address.';

-- Entries that are there already get them from their own bytes. Nothing else of them changes: no trigger is turned off, for a table
-- that is written anew is not updated.
CREATE FUNCTION fact_of(event bytea, VARIADIC place text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN left(nullif(convert_from(event, 'UTF8')::json #>> place, ''), 512);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;
CREATE FUNCTION address_of(event bytea) RETURNS inet LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN fact_of(event, 'data', 'origin', 'ip')::inet;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;
ALTER TABLE trail
    ALTER COLUMN issuer TYPE text USING fact_of(event, 'data', 'provenance', 'issuer'),
    ALTER COLUMN gitlab_project_id TYPE text USING fact_of(event, 'data', 'provenance', 'projectId'),
    ALTER COLUMN gitlab_project_path TYPE text USING fact_of(event, 'data', 'provenance', 'projectPath'),
    ALTER COLUMN sha TYPE text COLLATE "C" USING lower(fact_of(event, 'data', 'provenance', 'sha')),
    ALTER COLUMN ref TYPE text USING fact_of(event, 'data', 'provenance', 'ref'),
    ALTER COLUMN runner_id TYPE text USING fact_of(event, 'data', 'provenance', 'runnerId'),
    ALTER COLUMN gitlab_user_id TYPE text USING fact_of(event, 'data', 'provenance', 'userId'),
    ALTER COLUMN gitlab_user TYPE text USING fact_of(event, 'data', 'provenance', 'userLogin'),
    ALTER COLUMN client_ip TYPE inet USING address_of(event);
DROP FUNCTION address_of(bytea);
DROP FUNCTION fact_of(bytea, text[]);

-- Few entries each: sorted after they are found.
CREATE INDEX trail_by_sha ON trail (org, sha) WHERE sha IS NOT NULL;
-- Many entries each: the newest come first out of the index.
CREATE INDEX trail_by_gitlab_project_id ON trail (org, gitlab_project_id, occurred_at DESC, idx DESC) WHERE gitlab_project_id IS NOT NULL;
CREATE INDEX trail_by_gitlab_project_path ON trail (org, gitlab_project_path, occurred_at DESC, idx DESC) WHERE gitlab_project_path IS NOT NULL;
CREATE INDEX trail_by_ref ON trail (org, ref, occurred_at DESC, idx DESC) WHERE ref IS NOT NULL;
CREATE INDEX trail_by_runner ON trail (org, runner_id, occurred_at DESC, idx DESC) WHERE runner_id IS NOT NULL;
CREATE INDEX trail_by_gitlab_user_id ON trail (org, gitlab_user_id, occurred_at DESC, idx DESC) WHERE gitlab_user_id IS NOT NULL;
CREATE INDEX trail_by_gitlab_user ON trail (org, gitlab_user, occurred_at DESC, idx DESC) WHERE gitlab_user IS NOT NULL;
CREATE INDEX trail_by_address ON trail (org, client_ip, occurred_at DESC) WHERE client_ip IS NOT NULL;

-- Secrets carry the time of their entry, so that those of one secret are found newest first without looking at the entries.
ALTER TABLE trail_secret ADD COLUMN occurred_at timestamptz;
CREATE FUNCTION time_of(org text, idx bigint, received_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT t.occurred_at FROM trail t WHERE t.org = $1 AND t.idx = $2 AND t.received_at = $3
$$;
ALTER TABLE trail_secret ALTER COLUMN occurred_at TYPE timestamptz USING time_of(org, idx, received_at);
DROP FUNCTION time_of(text, bigint, timestamptz);
ALTER TABLE trail_secret ALTER COLUMN occurred_at SET NOT NULL;

-- Who had this version of this secret? Which one came next?
CREATE INDEX trail_secret_by_version ON trail_secret (org, secret_id, version, occurred_at, idx);
-- Who had any version?
CREATE INDEX trail_secret_by_time ON trail_secret (org, secret_id, occurred_at, idx);
DROP INDEX trail_secret_by_secret;
-- What touched a secret of this name?
CREATE INDEX trail_secret_by_key ON trail_secret (org, key, occurred_at, idx);
