package dev.claviger.vault.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The key routes of a safe, and the bytes behind its secrets. */
public final class KeyRoutes {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Safe safe;

    public KeyRoutes(Safe safe) {
        this.safe = safe;
    }

    String path(String rest) {
        return "/api/x/projects/" + safe.projectId + "/keys" + rest;
    }

    /** Starts a job and returns its id. */
    public String start(String kind) {
        return safe.asAdmin()
                .post(path("/" + kind))
                .then()
                .statusCode(202)
                .extract()
                .path("job.id");
    }

    JsonPath status() {
        return safe.asAdmin().get(path("")).then().statusCode(200).extract().jsonPath();
    }

    JsonPath job(String id) {
        return safe.asAdmin()
                .get(path("/jobs/" + id))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The job at its end. */
    @CanIgnoreReturnValue
    public JsonPath end(String id) {
        Instant limit = Instant.now().plus(LIMIT);
        JsonPath job = job(id);
        while (job.getString("job.state").equals("running")) {
            assertThat(Instant.now()).as(job.prettify()).isBefore(limit);
            pause();
            job = job(id);
        }
        return job;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @CanIgnoreReturnValue
    JsonPath run(String kind) {
        return end(start(kind));
    }

    /** The first five bytes of every ciphertext, in hexadecimal digits. */
    List<String> prefixes() {
        List<String> prefixes = new ArrayList<>();
        for (byte[] bytes : bytes("""
                SELECT unnest(ARRAY[v.value, v.detail]) FROM secret_version v WHERE v.project_id = ?
                UNION ALL
                SELECT unnest(ARRAY[o.value, o.detail]) FROM personal_secret o JOIN secret s ON s.id = o.secret_id WHERE s.project_id = ?
                """, safe.projectId, safe.projectId)) {
            prefixes.add(HexFormat.of().formatHex(Arrays.copyOf(bytes, 5)));
        }
        return prefixes;
    }

    byte[] keyset() {
        return bytes("SELECT keyset FROM project WHERE id = ?", safe.projectId).getFirst();
    }

    static List<byte[]> bytes(String query, Object... parameters) {
        try (Connection database = RealEngines.connectAsSuperuser("vault");
                PreparedStatement statement = database.prepareStatement(query)) {
            for (int number = 0; number < parameters.length; number++) {
                statement.setObject(number + 1, parameters[number]);
            }
            List<byte[]> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getBytes(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
