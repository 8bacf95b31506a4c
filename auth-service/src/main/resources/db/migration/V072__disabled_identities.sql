ALTER TABLE identity ADD COLUMN enabled boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN identity.enabled IS 'A disabled machine gets no tokens, and those it has are refused everywhere until it is enabled again.';
