package dev.claviger.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Generated events as rows of the tables of audit-service. They are reads of one secret by a job like those of {@link EventFeed}, with fewer
 * claims, so that an entry needs no second row for what is too long; jobs, pipelines, commits, people, refs and addresses differ.
 */
final class GeneratedRows {
    static final String ENTRY_COLUMNS = """
            (received_at, org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id, environment, secret_path,
            pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq, parsed, event, salt, issuer,
            gitlab_project_id, gitlab_project_path, sha, ref, runner_id, gitlab_user_id, gitlab_user, client_ip, class)
            """;
    static final String SECRET_COLUMNS =
            "(received_at, org, idx, position, event_id, secret_id, key, version, environment, secret_path, occurred_at, class)";
    static final String LEAF_COLUMNS = "(quarter, shard_id, idx, envelope, hash)";

    private static final int PIPELINES = 100_000;
    private static final int JOBS = 1_000_000;
    private static final int PEOPLE = 40;
    private static final String PROJECT = "c0ffee00-1234-4abc-8def-0123456789ab";
    private static final HexFormat HEX = HexFormat.of();
    private static final String ZEROS = "0".repeat(20);
    private static final byte[] PURPOSE = "audit-payload/v1\0".getBytes(US_ASCII);

    private final String organization;
    private final UUID boot;
    private final SplittableRandom random;
    private final MessageDigest digest = GrowingTree.sha256();

    GeneratedRows(String organization, long seed) {
        this.organization = organization;
        this.random = new SplittableRandom(seed);
        this.boot = id(Instant.EPOCH);
    }

    /** Where an entry goes. */
    record Place(long index, int quarter, long shard, long leaf) {}

    /** What else became of it. */
    record Made(UUID id, Buffer leafHash) {}

    /** One batch for each table. */
    record Batch(CopyRows entries, CopyRows secrets, CopyRows leaves) {
        static Batch empty() {
            return new Batch(new CopyRows(), new CopyRows(), new CopyRows());
        }
    }

    /** What differs from event to event. */
    private record Read(
            UUID id, Instant at, UUID actor, int address, int secret, int pipeline, int job, UUID token, UUID request) {

        UUID secretId() {
            return EventFeed.secret(secret);
        }

        String sha() {
            return HEX.toHexDigits(pipeline * 0x9e3779b97f4a7c15L) + HEX.toHexDigits(pipeline * 0xc2b2ae3d27d4eb4fL)
                    + "5b4c3d2e";
        }

        String ref() {
            return pipeline % 5 == 0 ? "feature/" + pipeline : "main";
        }

        String person() {
            return pipeline % PEOPLE == 0 ? "mona" : "person" + pipeline % PEOPLE;
        }

        String metadata() {
            return "{\"environment\":\"prod\",\"secretId\":\"" + secretId() + "\",\"secretKey\":\"KEY_" + secret
                    + "\",\"secretPath\":\"/app\",\"secretVersion\":3}";
        }
    }

    /** How long one of them is, about. */
    static int eventBytes(String organization) {
        GeneratedRows rows = new GeneratedRows(organization, 1);
        return rows.json(rows.read(Instant.EPOCH.plusMillis(1)), 1_000_000).length();
    }

    private Read read(Instant at) {
        int actor = random.nextInt(EventFeed.ACTORS);
        return new Read(
                id(at),
                at,
                EventFeed.actor(actor),
                actor,
                random.nextInt(EventFeed.SECRETS),
                random.nextInt(PIPELINES),
                random.nextInt(JOBS),
                new UUID(random.nextLong(), random.nextLong()),
                id(at));
    }

    Made add(Batch batch, Place place, Instant at) {
        Read read = read(at);
        byte[] event = json(read, place.index()).getBytes(US_ASCII);
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        entry(batch.entries(), place, read, event, salt);
        secret(batch.secrets(), place, read);
        return new Made(read.id(), Buffer.buffer(leaf(batch.leaves(), place, read, event, salt)));
    }

    private String json(Read read, long index) {
        String sequence = String.valueOf(index + 1);
        String secret = "\"KEY_" + read.secret() + '"';
        return "{\"specversion\":\"1.0\",\"id\":\"" + read.id()
                + "\",\"source\":\"/claviger/vault-service\",\"type\":\"dev.claviger.get-secret\",\"time\":\""
                + read.at()
                + "\",\"datacontenttype\":\"application/json\",\"dataschema\":\"urn:claviger:access-event:1\",\"partitionkey\":\""
                + organization + "\",\"producer\":\"vault-service\",\"bootid\":\"" + boot + "\",\"sequence\":\""
                + ZEROS.substring(sequence.length()) + sequence
                + "\",\"data\":{\"event\":\"get-secret\",\"outcome\":\"success\",\"orgId\":\"" + organization
                + "\",\"actor\":{\"type\":\"identity\",\"id\":\"" + read.actor()
                + "\",\"name\":\"shop-deploy\",\"authMethod\":\"oidc-auth\",\"tokenId\":\"" + read.token()
                + "\"},\"provenance\":{\"issuer\":\"https://gitlab.example.com\",\"jobId\":\"" + read.job()
                + "\",\"pipelineId\":\"" + read.pipeline()
                + "\",\"projectId\":\"42\",\"projectPath\":\"acme/shop\",\"ref\":\""
                + read.ref() + "\",\"runnerId\":\"3\",\"sha\":\"" + read.sha() + "\",\"userId\":\""
                + read.pipeline() % PEOPLE + "\",\"userLogin\":\"" + read.person() + "\"},\"projectId\":\"" + PROJECT
                + "\",\"environment\":\"prod\",\"secretPath\":\"/app\",\"secrets\":[{\"id\":\"" + read.secretId()
                + "\",\"key\":" + secret
                + ",\"version\":3,\"environment\":\"prod\",\"secretPath\":\"/app\"}],\"metadata\":"
                + read.metadata() + ",\"origin\":{\"requestId\":\"" + read.request() + "\",\"ip\":\"198.51.100."
                + read.address() + "\",\"userAgent\":\"cli\",\"route\":\"GET /api/v4/secrets/KEY_" + read.secret()
                + "\"}}}";
    }

    /** As the sequencer writes it. */
    private void entry(CopyRows row, Place place, Read read, byte[] event, byte[] salt) {
        row.begin(33);
        var _ = row.time(read.at())
                .text(organization)
                .number(place.index())
                .uuid(read.id())
                .time(read.at())
                .text("get-secret")
                .text("success")
                .text("identity")
                .text(read.actor().toString())
                .text(PROJECT)
                .text("prod")
                .text("/app")
                .text(String.valueOf(read.pipeline()))
                .text(String.valueOf(read.job()))
                .text(read.request().toString())
                .text("cli")
                .json(searchable(read.metadata()))
                .text("vault-service")
                .uuid(boot)
                .number(place.index() + 1)
                .yes()
                .bytes(event)
                .bytes(salt)
                .text("https://gitlab.example.com")
                .text("42")
                .text("acme/shop")
                .text(read.sha())
                .text(read.ref())
                .text("3")
                .text(String.valueOf(read.pipeline() % PEOPLE))
                .text(read.person())
                .address(198, 51, 100, read.address())
                .text("y7");
    }

    /** Numbers are searched for as texts. */
    private static String searchable(String metadata) {
        return metadata.replace("\"secretVersion\":3", "\"secretVersion\":\"3\"");
    }

    private void secret(CopyRows row, Place place, Read read) {
        row.begin(12);
        var _ = row.time(read.at())
                .text(organization)
                .number(place.index())
                .small(0)
                .uuid(read.id())
                .uuid(read.secretId())
                .text("KEY_" + read.secret())
                .small(3)
                .text("prod")
                .text("/app")
                .time(read.at())
                .text("y7");
    }

    /** Returns its hash. */
    private byte[] leaf(CopyRows row, Place place, Read read, byte[] event, byte[] salt) {
        digest.update(PURPOSE);
        digest.update(salt);
        String commitment = Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(event));
        byte[] envelope = ("{\"v\":1,\"id\":\"" + read.id() + "\",\"t\":"
                        + read.at().toEpochMilli() + ",\"type\":\"get-secret\",\"out\":\"success\",\"ev\":\""
                        + commitment + "\"}")
                .getBytes(US_ASCII);
        digest.update((byte) 0);
        byte[] hash = digest.digest(envelope);
        row.begin(5);
        var _ = row.small(place.quarter())
                .number(place.shard())
                .number(place.leaf())
                .bytes(envelope)
                .bytes(hash);
        return hash;
    }

    /** A UUID of version 7. */
    private UUID id(Instant time) {
        long high = (time.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
        return new UUID(high, 0x8000_0000_0000_0000L | (random.nextLong() >>> 2));
    }
}
