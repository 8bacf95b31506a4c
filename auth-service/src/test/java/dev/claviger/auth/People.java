package dev.claviger.auth;

import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.InetAddress;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** People for tests, and what they do. Each lives at an address of their own, so that tests do not lock each other out. */
public final class People {
    public static final String PASSWORD = "correct horse battery";
    public static final String LOGIN = "/api/v3/auth/login";
    public static final String SELECT = "/api/v3/auth/select-organization";
    public static final String VERIFY = "/api/v2/auth/mfa/verify";

    private static final byte[] SALT = "0123456789abcdef".getBytes(UTF_8);
    private static final byte[] HASH = argon2(4096, 2);

    private People() {}

    /** Somebody with a password. */
    public record One(UUID id, String email, String address) {

        /** A request of theirs with this token. */
        public RequestSpecification as(String token) {
            return Org.as(token).header("X-Forwarded-For", address);
        }

        public Response tryLogin(String password) {
            return People.logIn(email, password, address);
        }

        /** The token of a login, without an organisation. */
        public String logIn() {
            return valueAt(tryLogin(PASSWORD).then().statusCode(200).extract(), "accessToken");
        }

        public Response select(String token, UUID orgId) {
            return as(token).body(Map.of("organizationId", orgId.toString())).post(SELECT);
        }

        /** Logs in and chooses; for people without a second factor. */
        public String tokenFor(Org org) {
            return valueAt(select(logIn(), org.id()).then().statusCode(200).extract(), "token");
        }
    }

    /** Somebody who belongs nowhere. */
    public static One stranger() {
        return withHash(HASH, 4096, 2);
    }

    /** Somebody whose password was hashed when that was cheaper. */
    public static One withWeakHash() {
        return withHash(argon2(1024, 1), 1024, 1);
    }

    /** A member of an organisation. */
    public static One member(Org org, String role) {
        One one = stranger();
        join(one, org, role);
        return one;
    }

    public static void join(One one, Org org, String role) {
        Org.run(
                "INSERT INTO org_membership VALUES (?, ?, ?, ?, 'active', now(), now())",
                UUID.randomUUID(),
                org.id(),
                one.id(),
                role);
    }

    public static Response logIn(String email, String password, String address) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", address)
                .body(Map.of("email", email, "password", password))
                .post(LOGIN);
    }

    /** An address nobody else has. */
    public static String address() {
        return "2001:db8:%x:%x::1".formatted(random(), random());
    }

    /** Locks an address, as a hundred failures from there do. */
    public static void lock(String address) {
        Org.run(
                "INSERT INTO attempt_guard VALUES (sha256(?), 100, ?::timestamptz) ON CONFLICT (key) DO UPDATE SET failures = 100",
                ("address:" + network(address)).getBytes(UTF_8),
                TestClock.now().toString());
    }

    /** How many failures count against an address; nothing when there were none. */
    public static String failures(String address) {
        return Org.read(
                "SELECT failures::text FROM attempt_guard WHERE key = sha256(?)",
                ("address:" + network(address)).getBytes(UTF_8));
    }

    private static String network(String address) {
        return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress(), 0, 8);
    }

    /** What the token says. */
    public static Map<String, Object> claims(String token) {
        String payload = new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
        return JsonPath.from(payload).getMap("");
    }

    /** The id of a token, by which it is known when it was revoked. */
    public static String tokenId(String token) {
        return String.valueOf(claims(token).get("jti"));
    }

    private static int random() {
        return ThreadLocalRandom.current().nextInt(0xFFFF);
    }

    private static One withHash(byte[] hash, int memory, int passes) {
        UUID id = UUID.randomUUID();
        String email = "p-" + id + "@example.com";
        Org.run("""
                INSERT INTO app_user (id, email, first_name, last_name, super_admin, password_hash, password_salt,
                    password_memory_kib, password_passes, password_lanes, created_at, updated_at)
                VALUES (?, ?, 'Ada', 'Byron', false, ?, ?, ?, ?, 1, now(), now())
                """, id, email, hash, SALT, memory, passes);
        return new One(id, email, address());
    }

    private static byte[] argon2(int memory, int passes) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(SALT)
                .build());
        byte[] hash = new byte[32];
        argon2.generateBytes(PASSWORD.getBytes(UTF_8), hash);
        return hash;
    }
}
