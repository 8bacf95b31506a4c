package dev.claviger.testkit;

import dev.claviger.local.engine.Database;
import dev.claviger.local.engine.Databases;
import dev.claviger.local.engine.EngineOptions;
import dev.claviger.local.engine.Engines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/** The one pair of engines of this JVM. Tests use {@link RealEngines}, which reaches it from any class loader. */
public final class SharedEngines {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, Database> DATABASES = Stream.of("auth", "vault", "audit", "sync")
            .map(name -> new Database(name, randomText(), randomText()))
            .collect(Collectors.toMap(Database::name, Function.identity()));
    private static final String ROOT_RING = "k1:" + Base64.getEncoder().encodeToString(randomBytes());
    private static final Engines ENGINES = start();

    private SharedEngines() {}

    private static Engines start() {
        try {
            Path folder = Files.createTempDirectory("claviger-test-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            EngineOptions options = EngineOptions.of(randomText())
                    .durable(false)
                    .topics(Map.of(
                            RealEngines.ACCESS_EVENTS, RealEngines.PARTITIONS,
                            RealEngines.SECRET_CHANGES, RealEngines.PARTITIONS,
                            RealEngines.ALERTS, RealEngines.PARTITIONS))
                    .compactedTopics(Map.of(RealEngines.PRINCIPALS, 1));
            Engines engines = Engines.start(folder, options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engines, folder), "stop-test-engines"));
            Databases.create(engines.postgres(), List.copyOf(DATABASES.values()));
            return engines;
        } catch (IOException refused) {
            throw new UncheckedIOException("no temporary folder for the engines", refused);
        }
    }

    private static void stop(Engines engines, Path folder) {
        engines.postgres().kill();
        engines.kafka().kill();
        engines.close();
        remove(folder);
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public static Object postgres() {
        return ENGINES.postgres();
    }

    public static Object kafka() {
        return ENGINES.kafka();
    }

    public static String topicId(String topic) {
        return withAdmin(admin -> admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next()
                .topicId()
                .toString());
    }

    /** Returns when clients can find it. */
    public static String renewCompactedTopic(String topic) {
        String id = withAdmin(admin -> {
            admin.deleteTopics(List.of(topic)).all().get();
            NewTopic anew = new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            return admin.createTopics(List.of(anew)).topicId(topic).get().toString();
        });
        Awaitility.await()
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .until(() -> topicId(topic).equals(id));
        return id;
    }

    /** Kafka finds classes by name through the loader of the thread, which during a test is that of the application. */
    private static String withAdmin(Administration work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(SharedEngines.class.getClassLoader());
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", ENGINES.kafka().bootstrapServers()))) {
            return work.with(admin);
        } catch (ExecutionException refused) {
            throw new IllegalStateException(refused);
        } catch (InterruptedException stopped) {
            thread.interrupt();
            throw new IllegalStateException(stopped);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private interface Administration {
        String with(Admin admin) throws ExecutionException, InterruptedException;
    }

    /** The configuration of one service: auth, vault, audit or sync. */
    public static Map<String, String> config(String service) {
        Database database = DATABASES.get(service);
        if (database == null) {
            throw new IllegalArgumentException("no such service: " + service + "; there are " + DATABASES.keySet());
        }
        Map<String, String> config = new TreeMap<>();
        config.put("claviger.database.url", ENGINES.postgres().url(service));
        config.put("claviger.database.username", database.app());
        config.put("claviger.database.password", database.appPassword());
        config.put("claviger.database.owner-username", database.owner());
        config.put("claviger.database.owner-password", database.ownerPassword());
        config.put("claviger.kafka.bootstrap-servers", ENGINES.kafka().bootstrapServers());
        if (!service.equals("audit")) {
            config.put("claviger.keys.root", ROOT_RING);
        }
        return config;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String randomText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes());
    }
}
