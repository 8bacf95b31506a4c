package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes into the images, as far as it can be told without a container engine. */
class ImageFilesTest {
    private static final Path IMAGES = JobShell.GITLAB.resolveSibling("images");

    @TempDir
    Path folder = Path.of("");

    @Test
    void layout_hasEverythingThatIsCopied_andNobodyMayWriteThere() throws Exception {
        layOut();

        for (String service : List.of("auth", "vault", "audit", "sync")) {
            Path program = folder.resolve(service).resolve("program");
            assertThat(program.resolve("quarkus-run.jar")).isRegularFile();
            assertThat(program.resolve("lib/main")).isDirectory();
            assertThat(program.resolve("bin/start")).isExecutable();
            assertThat(program.resolve("bin/train")).isExecutable();
            assertThat(program.resolve("bin/health")).isExecutable();
        }
        assertThat(folder.resolve("edge/nginx.conf")).isRegularFile();
        assertThat(folder.resolve("edge/bin/start")).isExecutable();
        assertThat(folder.resolve("audit/guard/audit-guard")).isDirectory();
        try (Stream<Path> files = Files.walk(folder.resolve("vault"))) {
            List<Path> all = files.toList();
            assertThat(all)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .doesNotContain(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)
                            .contains(PosixFilePermission.OTHERS_READ));
            assertThat(all).extracting(ImageFilesTest::modified).containsOnly(modified(folder.resolve("vault")));
        }
    }

    @ParameterizedTest
    @CsvSource({"Containerfile,vault", "edge/Containerfile,edge"})
    void recipe_copiesOnlyWhatIsLaidOut_andRunsAsNobodyInParticular(String file, String part) throws Exception {
        layOut();
        String recipe = Files.readString(IMAGES.resolve(file), UTF_8);

        List<String> sources = Pattern.compile("(?m)^COPY (?:--chown=\\S+ )?(?!--from)(\\S+) ")
                .matcher(recipe)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(sources)
                .isNotEmpty()
                .allSatisfy(source -> assertThat(folder.resolve(part).resolve(source))
                        .as(source)
                        .exists());
        String image = recipe.substring(recipe.lastIndexOf("\nFROM "));
        assertThat(image).containsPattern("(?m)^USER [1-9][0-9]*:[1-9][0-9]*$");
        assertThat(image).contains("HEALTHCHECK", "ENTRYPOINT [", "org.opencontainers.image.revision", "STOPSIGNAL");
        assertThat(recipe).doesNotContain("ADD ", "curl", "apt", "apk");
    }

    /** Builders without BuildKit build every stage above the wanted one, for which nothing is laid out. */
    @Test
    void recipe_hasNoStageOfAnotherImage() throws IOException {
        assertThat(Files.readString(IMAGES.resolve("edge/Containerfile"), UTF_8))
                .containsOnlyOnce("\nFROM ");
        assertThat(Files.readString(IMAGES.resolve("Containerfile"), UTF_8)).doesNotContain("EDGE");
    }

    /** So that two builds of one commit have all other layers in common. */
    @Test
    void cache_isALayerOfItsOwn() throws IOException {
        assertThat(Files.readString(IMAGES.resolve("Containerfile"), UTF_8))
                .contains("\nCOPY program/ /opt/claviger/\n# ")
                .containsPattern("(?m)^COPY --from=trained \\S+/app.aot \\S+/app.aot$");
    }

    @Test
    void health_tellsWhetherTheServiceIsReady() throws Exception {
        String port = RunningSuite.suite().vault().url().replaceAll(".*:", "");
        int free;
        try (ServerSocket unused = new ServerSocket(0)) {
            free = unused.getLocalPort();
        }

        assertThat(run(
                        Map.of("QUARKUS_HTTP_PORT", port),
                        IMAGES.resolve("health").toString()))
                .isZero();
        assertThat(run(
                        Map.of("QUARKUS_HTTP_PORT", String.valueOf(free)),
                        IMAGES.resolve("health").toString()))
                .isNotZero();
    }

    private void layOut() throws Exception {
        assertThat(run(
                        Map.of("LAYOUT", folder.toString()),
                        IMAGES.resolve("build").toString(),
                        "--no-compile",
                        "--lay-out-only"))
                .isZero();
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static int run(Map<String, String> variables, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(variables);
        return builder.start().waitFor();
    }
}
