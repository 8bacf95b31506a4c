-- What else the metadata of an event say is found by an index. What reads of secrets say there is left out, so that the many cost nearly
-- nothing: they are found by what stands in columns. Each organisation has hashes of its own, for the log's name is part of what is hashed.
-- The index is not partial, because PostgreSQL would not use what it knows of the values to tell the rare from the common.
CREATE INDEX trail_by_metadata ON trail USING gin (
    jsonb_set('{}'::jsonb, ARRAY[org], metadata - '{environment,secretId,secretKey,secretPath,secretVersion,numberOfSecrets}'::text[]) jsonb_path_ops);
