package dev.claviger.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * T12 by distribution: who asks many times learns from neither text nor time which case he has before him. The cases are asked at the same
 * moments, so that whatever else slows this machine down slows all of them.
 */
public final class Alike {
    private static final int WARM_UP = 10;
    private static final int SAMPLES = 60;

    /** With so many samples, chance alone puts two equal distributions this far apart once in 40,000 times (Kolmogorov-Smirnov). */
    private static final double FAR_APART = 0.42;

    private Alike() {}

    /** Asks once. */
    @FunctionalInterface
    public interface Case {
        Response ask(int round);
    }

    /** Fails when one of the cases can be told from the first; each is asked with the number of the round. */
    public static void check(Case... cases) {
        check(List.of(cases));
    }

    private static void check(List<Case> cases) {
        List<List<Long>> times =
                cases.stream().<List<Long>>map(each -> new ArrayList<>()).toList();
        for (int round = 0; round < WARM_UP + SAMPLES; round++) {
            List<Response> answers = ask(cases, round);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(shape(answers.get(i)))
                        .as("case %d in round %d", i, round)
                        .isEqualTo(shape(answers.getFirst()));
                if (round >= WARM_UP) {
                    times.get(i).add(answers.get(i).timeIn(TimeUnit.MICROSECONDS));
                }
            }
        }
        for (int i = 1; i < times.size(); i++) {
            assertThat(distance(times.getFirst(), times.get(i)))
                    .as("times of case %d", i)
                    .isLessThan(FAR_APART);
        }
    }

    private record Asked(int index, Response answer) {}

    private static List<Response> ask(List<Case> cases, int round) {
        AtomicInteger next = new AtomicInteger();
        return Together.run(cases.size(), () -> {
                    int index = next.getAndIncrement();
                    return new Asked(index, cases.get(index).ask(round));
                })
                .stream()
                .sorted(Comparator.comparingInt(Asked::index))
                .map(Asked::answer)
                .toList();
    }

    /** Everything but what names the request. */
    private static String shape(Response answer) {
        return answer.statusCode()
                + answer.asString().replaceAll("\"reqId\":\"[^\"]*\"", "")
                + answer.headers().asList().stream()
                        .map(header -> header.getName())
                        .sorted()
                        .toList();
    }

    /** The largest difference between the two shares of samples below any time. */
    private static double distance(List<Long> first, List<Long> second) {
        return Stream.concat(first.stream(), second.stream())
                .mapToDouble(time -> Math.abs(below(first, time) - below(second, time)))
                .max()
                .orElseThrow();
    }

    private static double below(List<Long> times, long limit) {
        return times.stream().filter(time -> time <= limit).count() / (double) times.size();
    }
}
