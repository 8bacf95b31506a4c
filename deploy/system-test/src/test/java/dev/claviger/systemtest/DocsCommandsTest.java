package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every block of shell commands in the documentation says who answers for it, in a comment above: {@code tested: Name}, a test that makes the
 * same calls, or {@code outside: what}, for it takes a system that is not ours.
 */
class DocsCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("claviger.root", "../.."))
            .toAbsolutePath()
            .normalize();

    private static final Pattern BLOCK = Pattern.compile(
            "(?m)^ *<!-- (tested: [\\w, ]+|outside: [^>]+) -->\\n *```sh\\n((?:(?! *```).*\\n)*) *```$");

    private static final Pattern ANY = Pattern.compile("(?m)^ *```(sh|bash|console|shell)$");

    /** A block, with what its comment says. */
    record Block(Path page, String marker, String commands) {}

    @Test
    void everyBlock_saysWhoRunsIt() throws IOException {
        for (Path page : pages()) {
            String text = Files.readString(page);

            assertThat(BLOCK.matcher(text).results().count())
                    .as("blocks with a comment in " + ROOT.relativize(page))
                    .isEqualTo(ANY.matcher(text).results().count());
        }
    }

    @Test
    void tests_thatBlocksName_areThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(ROOT)) {
            tests = files.filter(file -> file.toString().contains("src/test/java"))
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }

        assertThat(blocks().stream()
                        .filter(block -> block.marker().startsWith("tested: "))
                        .flatMap(block -> Stream.of(
                                block.marker().substring("tested: ".length()).split(", ", -1))))
                .isNotEmpty()
                .isSubsetOf(tests);
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            BLOCK.matcher(Files.readString(page))
                    .results()
                    .forEach(found -> blocks.add(new Block(page, found.group(1), found.group(2))));
        }
        return blocks;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        for (String folder : List.of("docs", "deploy")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file ->
                                folder.equals("docs") ? file.toString().endsWith(".md") : file.endsWith("README.md"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return pages;
    }
}
