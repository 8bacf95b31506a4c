package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealEnginesTest {

    @Test
    void start_pointsTheServiceAtItsDatabase() throws SQLException {
        // given
        RealEngines resource = new RealEngines();
        resource.init(Map.of("service", "vault"));

        // when
        Map<String, String> config = resource.start();

        // then
        assertThat(config)
                .containsEntry("claviger.database.url", RealEngines.postgres().url("vault"))
                .containsEntry("claviger.database.username", "vault_app")
                .containsEntry("claviger.database.owner-username", "vault_owner")
                .containsEntry("claviger.auth.url", TestTokens.authUrl().toString())
                .containsEntry(
                        "claviger.kafka.bootstrap-servers", RealEngines.kafka().bootstrapServers())
                .hasEntrySatisfying(
                        "claviger.keys.root", ring -> assertThat(ring).startsWith("k1:"));
    }

    @Test
    void config_isRefused_forAnUnknownService() {
        assertThatThrownBy(() -> RealEngines.config("kitchen")).hasMessageContaining("no such service: kitchen");
    }

    @Test
    void connections_haveTheRightsOfTheirRoles() throws SQLException {
        assertThat(currentUser(RealEngines.connectAsSuperuser("audit"))).isEqualTo("postgres");
        assertThat(currentUser(RealEngines.connectAsOwner("audit"))).isEqualTo("audit_owner");
        assertThat(currentUser(RealEngines.connectAsApp("audit"))).isEqualTo("audit_app");
    }

    @Test
    void postgres_canBeStoppedAndStartedAgain() throws SQLException {
        // when
        RealEngines.postgres().stop();

        // then
        assertThatThrownBy(() -> RealEngines.connectAsApp("vault")).isInstanceOf(SQLException.class);
        RealEngines.postgres().start();
        assertThat(currentUser(RealEngines.connectAsApp("vault"))).isEqualTo("vault_app");
    }

    /** Quarkus does so for each profile. */
    @Test
    void engines_areTheSame_fromAnotherClassLoader() throws Exception {
        try (URLClassLoader other = new Copying(classPath())) {
            Class<?> twin = Class.forName(RealEngines.class.getName(), true, other);

            Object config = twin.getMethod("config", String.class).invoke(null, "vault");

            assertThat(twin).isNotEqualTo(RealEngines.class);
            assertThat(config).isEqualTo(RealEngines.config("vault"));
        }
    }

    private static String currentUser(Connection connection) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            return row.getString(1);
        }
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** Defines our classes anew instead of asking its parent. */
    private static final class Copying extends URLClassLoader {
        Copying(URL[] urls) {
            super(urls, RealEnginesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known == null && name.startsWith("dev.claviger.")) {
                    return findClass(name);
                }
                return known != null ? known : super.loadClass(name, resolve);
            }
        }
    }
}
