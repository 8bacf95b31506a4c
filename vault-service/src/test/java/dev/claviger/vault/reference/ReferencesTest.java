package dev.claviger.vault.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferencesTest {
    private static final List<String> PLACES = List.of("dev:/", "dev:/f", "prod:/", "prod:/a/b");

    @Test
    void used_listsEverySecretWhoseTextWentIn_once() {
        Shelf shelf = Shelf.eager()
                .with("dev:/", "X", "${prod.MID} ${prod.MID} ${MISSING} ${EMPTY}")
                .with("dev:/", "EMPTY", "")
                .with("prod:/", "MID", "(${LEAF})")
                .with("prod:/", "LEAF", "leaf");

        Expanded expanded = expand(shelf, shelf.reading("dev:/", "X")).getFirst();

        assertThat(expanded.value().reveal()).isEqualTo("(leaf) (leaf) ${MISSING} ${EMPTY}");
        assertThat(expanded.used())
                .containsExactly(Shelf.ref(Shelf.at("prod:/", "MID")), Shelf.ref(Shelf.at("prod:/", "LEAF")));
    }

    @Test
    void folders_areLoadedOneRoundPerLevel() {
        Shelf shelf = Shelf.eager()
                .with("dev:/", "X", "${dev.f.A} ${prod.A}")
                .with("dev:/f", "A", "${prod.a.b.B}")
                .with("prod:/", "A", "${B}")
                .with("prod:/", "B", "b")
                .with("prod:/a/b", "B", "deep")
                .asLazy();

        assertThat(expand(shelf, shelf.reading("dev:/", "X")).getFirst().value().reveal())
                .isEqualTo("deep b");
        assertThat(shelf.rounds).isEqualTo(2);
    }

    @Test
    void T5_targetWithoutRightRefusesTheReadAndNamesBothEnds() {
        Shelf shelf = Shelf.eager()
                .with("dev:/", "X", "${dev.f.MID}")
                .with("dev:/f", "MID", "${prod.a.b.KEY}")
                .with("prod:/a/b", "KEY", "value")
                .forbid("prod:/a/b", "KEY");

        assertThatThrownBy(() -> expand(shelf, shelf.reading("dev:/", "X")))
                .isInstanceOf(ReferenceDenied.class)
                .hasMessageContaining("'KEY' in environment 'prod' at path '/a/b'")
                .hasMessageContaining("'MID' in environment 'dev' at path '/f'");
    }

    @Test
    void T5_refusalDoesNotTellWhetherTheTargetExists() {
        Shelf shelf = Shelf.eager().with("dev:/", "X", "${prod.KEY}").forbid("prod:/", "KEY");

        assertThatThrownBy(() -> expand(shelf, shelf.reading("dev:/", "X"))).isInstanceOf(ReferenceDenied.class);
    }

    @Test
    void T5_firstRefusalIsNamed_whateverWasLoadedBefore() {
        Shelf shelf = Shelf.eager()
                .with("dev:/", "X", "${prod.FIRST} ${SECOND}")
                .forbid("prod:/", "FIRST")
                .forbid("dev:/", "SECOND");
        Shelf lazy = shelf.asLazy();
        lazy.load(java.util.Set.of(new Place("dev", "/"))).await().indefinitely();

        assertThatThrownBy(() -> expand(lazy, shelf.reading("dev:/", "X"))).hasMessageContaining("'FIRST'");
    }

    @Test
    void T20_manyReferencesAreRefused() {
        Shelf shelf = bomb(10, 10, "x");

        assertThatThrownBy(() -> expand(shelf, shelf.reading("dev:/", "L0")))
                .isInstanceOf(TooManyReferences.class)
                .hasMessageContaining("1000 references per value");
    }

    @Test
    void T20_longValuesAreRefused() {
        Shelf shelf = bomb(2, 10, "x".repeat(50_000));

        assertThatThrownBy(() -> expand(shelf, shelf.reading("dev:/", "L0")))
                .isInstanceOf(TooManyReferences.class)
                .hasMessageContaining("4194304 characters per value");
    }

    @Test
    void T20_longAnswersAreRefused() {
        Shelf shelf = bomb(1, 10, "x".repeat(100_000));
        List<Reading> readings = IntStream.range(0, 20)
                .mapToObj(n -> new Reading(
                        Shelf.at("dev:/", "R" + n), shelf.reading("dev:/", "L0").value(), false))
                .toList();

        assertThatThrownBy(() -> new References(Bounds.DEFAULT)
                        .expand(readings, shelf)
                        .await()
                        .indefinitely())
                .hasMessageContaining("16777216 characters per answer");
    }

    @Test
    void T20_manyFoldersAreRefused() {
        Shelf shelf = Shelf.eager();
        StringBuilder wide = new StringBuilder();
        for (int folder = 0; folder < 501; folder++) {
            wide.append("${dev.f").append(folder).append(".A}");
        }
        Shelf lazy = shelf.with("dev:/", "X", wide.toString()).asLazy();

        assertThatThrownBy(() -> expand(lazy, shelf.reading("dev:/", "X")))
                .hasMessageContaining("500 folders per answer");
    }

    @Test
    void limit_itselfIsAllowed() {
        Shelf shelf = Shelf.eager().with("dev:/", "A", "1").with("dev:/", "X", "${A}".repeat(1000));

        assertThat(expand(shelf, shelf.reading("dev:/", "X")).getFirst().value().reveal())
                .isEqualTo("1".repeat(1000));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void textWithoutReferences_staysAsItIs(long seed) {
        Random random = new Random(seed);
        String text = randomText(random).replace("{", "(");
        Shelf shelf = Shelf.eager().with("dev:/", "X", text).with("dev:/", "A", "1");

        Expanded expanded =
                expand(shelf, shelf.reading("dev:/", "X", random.nextBoolean())).getFirst();

        assertThat(expanded.value().reveal()).isEqualTo(text);
        assertThat(expanded.used()).isEmpty();
    }

    /** Any graph comes to an end, and always to the same one, whatever was loaded first. */
    @ParameterizedTest
    @MethodSource("seeds")
    void randomGraphs_endTheSame_eagerlyAndLazily(long seed) {
        Shelf eager = randomShelf(new Random(seed));
        Shelf lazy = eager.asLazy();

        assertThat(outcome(lazy)).isEqualTo(outcome(eager)).isEqualTo(outcome(lazy));
    }

    private static List<String> outcome(Shelf shelf) {
        try {
            return expand(shelf, shelf.all().toArray(Reading[]::new)).stream()
                    .map(expanded -> expanded.value().reveal() + expanded.used())
                    .toList();
        } catch (ReferenceDenied refused) {
            return List.of(refused.text());
        } catch (TooManyReferences refused) {
            return List.of("too many");
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    private static List<Expanded> expand(Shelf shelf, Reading... readings) {
        return new References(Bounds.DEFAULT)
                .expand(List.of(readings), shelf)
                .await()
                .indefinitely();
    }

    /** Levels of secrets, each naming the next so many times. */
    private static Shelf bomb(int levels, int times, String end) {
        Shelf shelf = Shelf.eager();
        for (int level = 0; level < levels; level++) {
            shelf.with("dev:/", "L" + level, "${L%d}".formatted(level + 1).repeat(times));
        }
        return shelf.with("dev:/", "L" + levels, end);
    }

    private static Shelf randomShelf(Random random) {
        Shelf shelf = Shelf.eager();
        for (String place : PLACES) {
            for (int key = 0; key < 4; key++) {
                shelf.with(place, "K" + key, randomText(random));
            }
        }
        return random.nextInt(4) == 0 ? shelf.forbid("prod:/", "K1") : shelf;
    }

    private static String randomText(Random random) {
        List<String> pieces = List.of(
                "${K0}",
                "${K1}",
                "${dev.K2}",
                "${dev.f.K3}",
                "${prod.K1}",
                "${prod.a.b.K0}",
                "${nope.K0}",
                "$",
                "{",
                "}",
                "\n",
                "text",
                "ü€😀",
                "${",
                "${K0",
                "${dev..K1}");
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(4); piece > 0; piece--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }
}
