package dev.claviger.vault.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.secret.Metadatum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FormatTest {
    private static final List<String> HARD = List.of(
            "",
            " ",
            " a ",
            "\ta\t",
            "\n",
            "a\n",
            "\r",
            "a\r\nb",
            "yes",
            "null",
            "~",
            "1e3",
            "0x1F",
            "010",
            "true",
            "-",
            "---",
            "a: b",
            "- a",
            "#a",
            "a #b",
            "a#b",
            "a=b",
            "$A",
            "${A}",
            "\\",
            "a\\",
            "\\\\",
            "\\n",
            "\\'",
            "'",
            "\"",
            "'\"",
            "`id`",
            "'`\"\\$",
            "$(id)",
            "é",
            "e\u0301",
            "\uD83D\uDD11",
            "\uFEFF",
            "\u0085",
            "\u2028",
            "\u00A0",
            "\u007F",
            "\u0001",
            "!",
            "!!str a",
            "&a",
            "*a",
            "<<",
            "{",
            "[",
            "%",
            "@",
            "|",
            ">",
            "?",
            "2001-01-01",
            "a\n\n b\n",
            "-----BEGIN KEY-----\nA==\n-----END KEY-----\n");

    private static final String ALPHABET = "ab1 \t\n\r'\"\\$#=`:{}[]!&*|>%@,-~éß\u2028\u0085\uFEFF";

    static Stream<Arguments> seeds() {
        return Stream.of(Format.values())
                .flatMap(format -> new Random(20_261).longs(200).mapToObj(seed -> Arguments.of(format, seed)));
    }

    @ParameterizedTest
    @EnumSource
    void file_holdsEveryHardValue(Format format) {
        assertThat(there(format, named(HARD))).isEqualTo(named(HARD));
    }

    @ParameterizedTest
    @EnumSource
    void file_holdsAVeryLongValue(Format format) {
        Map<String, String> long1 = Map.of("LONG", "a b'\\\"$\n".repeat(100_000));

        assertThat(there(format, long1)).isEqualTo(long1);
    }

    @ParameterizedTest(name = "{0} seed {1}")
    @MethodSource("seeds")
    void file_holdsWhatWasWritten(Format format, long seed) {
        Random random = new Random(seed);
        List<String> values = new ArrayList<>();
        for (int count = random.nextInt(8); count >= 0; count--) {
            StringBuilder value = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            values.add(value.toString());
        }

        assertThat(there(format, named(values))).isEqualTo(named(values));
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "YAML"})
    void document_holdsFoldersAndDetails(Format format) {
        Line whole = new Line(
                "A", Secret.of("1"), "why\nso", List.of(new Metadatum("k", "no", true)), List.of("prod", "yes"), true);
        byte[] file = format.write(List.of(
                new Sheet("/", List.of(whole)), new Sheet("/db", List.of(Line.plain("A", Secret.of("2"))))));

        List<Sheet> read = format.read(file);

        assertThat(read).extracting(Sheet::path).containsExactly("/", "/db");
        Line back = read.getFirst().lines().getFirst();
        assertThat(back.comment()).isEqualTo("why\nso");
        assertThat(back.metadata()).containsExactly(new Metadatum("k", "no", true));
        assertThat(back.tags()).containsExactly("prod", "yes");
        assertThat(back.skipMultilineEncoding()).isTrue();
        assertThat(read.getLast().lines().getFirst().value().reveal()).isEqualTo("2");
    }

    /** What the readers of Node, Python, Ruby, Go, Compose and shells all read the same. */
    @Test
    void dotenv_isWrittenForManyReaders() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("PLAIN", "a b # c $D \"q\" `id` \\n");
        values.put("LINES", "a\nb");
        values.put("QUOTE", "it's\n#1");
        values.put("CR", "a\rb");
        values.put("BOTH", "it's $5 \\");

        assertThat(new String(Format.DOTENV.write(sheet(values)), UTF_8)).isEqualTo("""
                PLAIN='a b # c $D "q" `id` \\n'
                LINES='a
                b'
                QUOTE="it's
                #1"
                CR="a\\rb"
                # BOTH: has backslash escapes, which not every reader undoes
                BOTH="it's \\$5 \\\\"
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            A=b              | b
            export A=b       | b
            A = b            | b
            A=b # c          | b
            A='b' # c        | b
            A=`b'"`          | b'"
            A="b\\"c"        | b"c
            A=b\\nc          | b\\nc
            A=b$C            | b$C
            A=b c            | b c
            """)
    void dotenv_readsWhatOthersWrite(String file, String value) {
        Line line = Format.DOTENV
                .read((file + "\r\n#end").getBytes(UTF_8))
                .getFirst()
                .lines()
                .getFirst();

        assertThat(line.name()).isEqualTo("A");
        assertThat(line.value().reveal()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            DOTENV | A
            DOTENV | A='canary
            DOTENV | A='canary' canary
            DOTENV | A=canary#canary
            JSON   | {"A":null}
            JSON   | {"A":"canary","A":"canary"}
            JSON   | ["canary"]
            JSON   | {"A":"canary"} {}
            JSON   | {"A":["canary"]}
            JSON   | {"A":{"valeu":"canary"}}
            JSON   | {"A":{"comment":"canary"}}
            JSON   | {"/x":"canary"}
            JSON   | {"A":"canary
            YAML   | A: null
            YAML   | {A: &x canary, B: *x}
            YAML   | {A: !!binary Y2FuYXJ5}
            YAML   | {A: [[[[[[[[[[canary]]]]]]]]]]}
            YAML   | A: @canary
            """)
    void file_isRefusedWithoutQuotingIt(Format format, String file) {
        assertThatThrownBy(() -> format.read(file.getBytes(UTF_8)))
                .isInstanceOf(FileRefused.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void yaml_readsAnEmptyValueAsEmptyText() {
        assertThat(Format.YAML
                        .read("A:\n".getBytes(UTF_8))
                        .getFirst()
                        .lines()
                        .getFirst()
                        .value()
                        .reveal())
                .isEmpty();
    }

    @Test
    void T20_aliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: y}\n");
        for (int level = 1; level < 40; level++) {
            bomb.append("a%d: &a%d {p: *a%d, q: *a%d}\n".formatted(level, level, level - 1, level - 1));
        }

        assertThatThrownBy(() -> Format.YAML.read(bomb.toString().getBytes(UTF_8)))
                .isInstanceOf(FileRefused.class);
    }

    @Test
    void T21_dotenvRefusesNamesThatAShellWouldRun() {
        assertThatThrownBy(() -> Format.DOTENV.write(sheet(Map.of("A;id", "x"))))
                .isInstanceOf(FileRefused.class);
        assertThatThrownBy(() -> Format.DOTENV.write(sheet(Map.of("A", "x\0y"))))
                .isInstanceOf(FileRefused.class);
    }

    private static Map<String, String> there(Format format, Map<String, String> values) {
        Map<String, String> back = new LinkedHashMap<>();
        format.read(format.write(sheet(values))).stream()
                .flatMap(sheet -> sheet.lines().stream())
                .forEach(line -> back.put(line.name(), line.value().reveal()));
        return back;
    }

    private static Map<String, String> named(List<String> values) {
        Map<String, String> named = new LinkedHashMap<>();
        values.forEach(value -> named.put("K" + named.size(), value));
        return named;
    }

    private static List<Sheet> sheet(Map<String, String> values) {
        return List.of(new Sheet(
                "/",
                values.entrySet().stream()
                        .map(one -> Line.plain(one.getKey(), Secret.of(one.getValue())))
                        .toList()));
    }
}
