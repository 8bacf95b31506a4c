package dev.claviger.vault.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of docs/references.md (those of http-api.md A.4 and more), and the borders of the rules. */
class ReferenceVectorsTest {
    private static final List<List<String>> ROWS = rows();

    private static Shelf layout() {
        Shelf shelf = Shelf.eager();
        ROWS.stream().filter(row -> row.size() == 3).forEach(row -> shelf.with(row.get(0), row.get(1), row.get(2)));
        return shelf;
    }

    @ParameterizedTest(name = "{1} in {0} reads {2} ({3})")
    @MethodSource("vectors")
    void documentedValue_reads(String place, String stored, String expanded, String reason) {
        Shelf shelf = layout().with(place, "X", stored);

        assertThat(expand(shelf, shelf.reading(place, "X"))).isEqualTo(expanded);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"${} $${} ${|${} $${} ${", "${A ${A}|${A 1", "{${A}} ${${A}}|{1} ${1}", "${.}|${.}", "${A.}|${A.}"
            })
    void brokenSyntax_isText(String stored, String expanded) {
        Shelf shelf = layout().with("dev:/", "X", stored);

        assertThat(expand(shelf, shelf.reading("dev:/", "X"))).isEqualTo(expanded);
    }

    static Stream<Arguments> vectors() {
        return ROWS.stream().filter(row -> row.size() == 4).map(row -> Arguments.of(row.toArray()));
    }

    /** The rows of docs/references.md that begin with a place. */
    private static List<List<String>> rows() {
        try (Stream<String> lines = Files.lines(Path.of(System.getProperty("claviger.root"), "docs/references.md"))) {
            return lines.filter(line -> line.matches("\\| `[a-z]+:/.*"))
                    .map(line -> line.substring(1, line.length() - 1).split("\\|", -1))
                    .map(cells -> Stream.of(cells)
                            .map(cell -> cell.strip().replaceAll("^`|`$", ""))
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "A.4 cycle: {0} keeps a literal reference")
    @CsvSource({"X,${X}", "Y,${Y}"})
    void cycle_stopsWithoutError(String key, String expanded) {
        Shelf shelf = layout().with("dev:/", "X", "${Y}").with("dev:/", "Y", "${X}");

        assertThat(expand(shelf, shelf.reading("dev:/", key))).isEqualTo(expanded);
    }

    @ParameterizedTest(name = "A.4 imported: {0} resolves where it stands")
    @CsvSource({"K,secret ref", "N,ref"})
    void imported_resolvesAtItsSource(String key, String expanded) {
        Shelf shelf = layout();

        assertThat(expand(shelf, shelf.reading("prod:/deep/nested", key))).isEqualTo(expanded);
    }

    @ParameterizedTest(name = "{0} with skipMultilineEncoding={1} reads {2}")
    @CsvSource({
        "MULTI,false,'cert one\ntwo'",
        "MULTI,true,'\"cert one\\ntwo\"'",
        "SINGLE,true,cert 1",
        "PLAIN,true,'one\ntwo'"
    })
    void newlines_areEncoded_onlyWhereTheReaderAsksAndSomethingWasExpanded(
            String key, boolean skipMultilineEncoding, String expanded) {
        Shelf shelf = layout().with("dev:/", "PLAIN", "one\ntwo")
                .with("dev:/", "MULTI", "cert ${PLAIN}")
                .with("dev:/", "SINGLE", "cert ${A}");

        assertThat(expand(shelf, shelf.reading("dev:/", key, skipMultilineEncoding)))
                .isEqualTo(expanded);
    }

    @ParameterizedTest(name = "{0} levels below a value end with {1}")
    @CsvSource({"9,end", "10,end", "11,${S11}", "12,${S11}"})
    void nesting_endsAfterTenLevels(int levels, String expanded) {
        Shelf shelf = Shelf.eager();
        for (int level = 0; level < levels; level++) {
            shelf.with("dev:/", "S" + level, "${S%d}".formatted(level + 1));
        }
        shelf.with("dev:/", "S" + levels, "end");

        assertThat(expand(shelf, shelf.reading("dev:/", "S0"))).isEqualTo(expanded);
    }

    private static String expand(Shelf shelf, Reading reading) {
        return new References(Bounds.DEFAULT)
                .expand(List.of(reading), shelf)
                .await()
                .indefinitely()
                .getFirst()
                .value()
                .reveal();
    }
}
