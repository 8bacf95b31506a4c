package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.systemtest.RegisterHistory.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is judged first. */
class RegisterHistoryTest {

    @Test
    void readsOfTheLatestValue_areFine() {
        assertThat(of(write("a", 0, 1), read("a", 2, 3), write("b", 4, 5), read("b", 6, 7)).contradiction())
                .isEmpty();
    }

    @Test
    void aReadDuringAWrite_mayShowEither() {
        assertThat(of(write("a", 0, 1), write("b", 2, 9), read("b", 3, 4), read("b", 5, 6)).contradiction())
                .isEmpty();
        assertThat(of(write("a", 0, 1), write("b", 2, 9), read("a", 3, 4), read("b", 5, 6)).contradiction())
                .isEmpty();
    }

    @Test
    void aStaleRead_isFound() {
        assertThat(of(write("a", 0, 1), write("b", 2, 3), read("a", 4, 5)).contradiction())
                .isPresent();
    }

    @Test
    void aStepBack_isFound() {
        assertThat(of(write("a", 0, 1), write("b", 2, 9), read("b", 3, 4), read("a", 5, 6)).contradiction())
                .isPresent();
    }

    @Test
    void aReadBeforeItsWrite_isFound() {
        assertThat(of(write("a", 0, 1), read("b", 2, 3), write("b", 4, 5)).contradiction())
                .isPresent();
    }

    @Test
    void anUnansweredWrite_mayTakeEffectLateOrNever() {
        assertThat(of(write("a", 0, 1), write("b", 2, Long.MAX_VALUE), read("a", 8, 9)).contradiction())
                .isEmpty();
        assertThat(of(write("a", 0, 1), write("b", 2, Long.MAX_VALUE), read("b", 8, 9)).contradiction())
                .isEmpty();
        assertThat(of(write("a", 0, 1), write("b", 2, Long.MAX_VALUE), read("b", 8, 9), read("a", 10, 11))
                        .contradiction())
                .isPresent();
    }

    /** Operations that take effect at one instant within their time are linearisable; with one old read among them they are not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void simulatedHistories_areJudgedRight(long seed) {
        Random random = new Random(seed);
        List<Operation> operations = new ArrayList<>(List.of(write("v0", 0, 1)));
        List<String> values = new ArrayList<>(List.of("v0"));
        for (int step = 1; step <= 200; step++) {
            long instant = 100L * step;
            long start = instant - random.nextInt(1000) - 1;
            long end = instant + random.nextInt(1000) + 1;
            if (random.nextInt(3) == 0) {
                values.add("v" + step);
                operations.add(write(values.getLast(), start, end));
            } else {
                operations.add(read(values.getLast(), start, end));
            }
        }
        assertThat(new RegisterHistory(operations).contradiction()).isEmpty();

        operations.add(read(values.get(values.size() / 2), 100_000, 100_001));
        assertThat(new RegisterHistory(operations).contradiction()).isPresent();
    }

    private static RegisterHistory of(Operation... operations) {
        return new RegisterHistory(List.of(operations));
    }

    private static Operation write(String value, long start, long end) {
        return new Operation(true, value, start, end);
    }

    private static Operation read(String value, long start, long end) {
        return new Operation(false, value, start, end);
    }
}
