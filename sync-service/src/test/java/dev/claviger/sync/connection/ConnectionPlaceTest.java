package dev.claviger.sync.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionPlaceTest {
    private static String place(App app, Map<String, Object> shown) {
        return new Connection(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        null,
                        app,
                        "name",
                        null,
                        "method",
                        shown,
                        Buffer.buffer(),
                        1,
                        1,
                        null,
                        Instant.EPOCH,
                        null,
                        Instant.EPOCH,
                        Instant.EPOCH)
                .place();
    }

    private static String gitlab(String url) {
        return place(App.GITLAB, Map.of("instanceUrl", url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gitlab.example.com",
                "https://gitlab.example.com/",
                "https://GitLab.example.com:443",
                "http://gitlab.example.com:80//"
            })
    void address_isTheSame_howeverItIsSpelled(String url) {
        assertThat(gitlab(url)).isEqualTo("gitlab.example.com");
    }

    @Test
    void otherPorts_paths_andDatabases_areOtherPlaces() {
        assertThat(gitlab("https://gitlab.example.com:8443/a")).isEqualTo("gitlab.example.com:8443/a");
        assertThat(gitlab("https://gitlab.example.com/a")).isNotEqualTo(gitlab("https://gitlab.example.com/b"));
        assertThat(place(App.POSTGRES, Map.of("host", "DB.example.com", "port", 5432, "database", "orders")))
                .isEqualTo("db.example.com:5432/orders");
    }
}
