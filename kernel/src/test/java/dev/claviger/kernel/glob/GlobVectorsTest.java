package dev.claviger.kernel.glob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compares our answers with those of picomatch; how the vectors were made stands in {@code glob/README.md}. */
class GlobVectorsTest {

    private record Vector(String pattern, String text, boolean matches) {
        static Vector parse(String line) {
            String[] fields = line.split("\t", -1);
            return new Vector(plain(fields[0]), plain(fields[1]), fields[2].equals("1"));
        }

        boolean agrees() {
            return compiled(pattern).map(glob -> glob.matches(text) == matches).orElse(true);
        }

        private static String plain(String field) {
            return field.replace("%0A", "\n").replace("%25", "%");
        }
    }

    private final List<Vector> vectors = new BufferedReader(new InputStreamReader(
                    requireNonNull(GlobVectorsTest.class.getResourceAsStream("/glob/vectors.tsv")), UTF_8))
            .lines()
            .map(Vector::parse)
            .toList();

    @Test
    void matches_agreesWithPicomatch_onEveryVector() {
        assertThat(vectors).hasSizeGreaterThan(4000).allMatch(Vector::agrees);
    }

    @Test
    void compile_takesNearlyAllPatternsOfTheVectors() {
        var patterns = new HashSet<String>();
        vectors.forEach(vector -> patterns.add(vector.pattern()));

        long refused =
                patterns.stream().filter(pattern -> compiled(pattern).isEmpty()).count();

        assertThat(refused).isLessThan(patterns.size() / 8);
    }

    private static Optional<Glob> compiled(String pattern) {
        try {
            return Optional.of(Glob.compile(pattern));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }
}
