package dev.claviger.vault.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of http-api.md A.4, and the borders of its rules. */
class ReferenceVectorsTest {
    private static Shelf layout() {
        return Shelf.eager()
                .with("dev:/", "A", "1")
                .with("dev:/", "EMPTY", "")
                .with("dev:/f", "B", "x${A}")
                .with("dev:/f", "C", "${dev.A}")
                .with("prod:/deep/nested", "K", "secret ${N}")
                .with("prod:/deep/nested", "N", "ref");
    }

    @ParameterizedTest(name = "{0}: {2} in {1} reads {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    A.4 local                      | dev:/  | v${A}                       | v1
                    A.4 local in a folder          | dev:/f | v${A}                       | v${A}
                    A.4 other folder               | dev:/f | v${dev.A}                   | v1
                    A.4 inner local is missing     | dev:/  | ${dev.f.B}                  | x${A}
                    A.4 inner absolute             | dev:/  | ${dev.f.C}                  | 1
                    A.4 other environment          | dev:/  | ${prod.deep.nested.K}       | secret ref
                    A.4 empty target               | dev:/  | ${EMPTY}                    | ${EMPTY}
                    A.4 unknown environment        | dev:/  | ${nope.A}                   | ${nope.A}
                    A.4 no escape syntax           | dev:/  | $A ${ A } ${A:-2} $${A}     | $A ${ A } ${A:-2} $1
                    A.4 every occurrence           | dev:/  | ${A}${A}                    | 11
                    unknown folder                 | dev:/  | ${dev.nope.A}               | ${dev.nope.A}
                    unknown key                    | dev:/  | ${dev.f.NOPE}               | ${dev.f.NOPE}
                    case counts                    | dev:/  | ${a} ${DEV.A}               | ${a} ${DEV.A}
                    empty parts                    | dev:/  | ${.A} ${dev.} ${dev..A} ${.}| ${.A} ${dev.} ${dev..A} ${.}
                    other projects stay            | dev:/  | ${@shop.dev.A}              | ${@shop.dev.A}
                    nothing between the braces     | dev:/  | ${} $${} ${                 | ${} $${} ${
                    not closed, then closed        | dev:/  | ${A ${A}                    | ${A 1
                    braces around                  | dev:/  | {${A}} ${${A}}              | {1} ${1}
                    """)
    void value_reads(String name, String place, String stored, String expanded) {
        Shelf shelf = layout().with(place, "X", stored);

        assertThat(expand(shelf, shelf.reading(place, "X"))).isEqualTo(expanded);
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
