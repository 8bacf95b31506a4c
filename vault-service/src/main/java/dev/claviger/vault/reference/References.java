package dev.claviger.vault.reference;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Expands the references of the secrets of one answer.
 *
 * <p>What cannot be resolved (no such environment, folder or key; an empty value; a cycle; deeper than ten) stays as text. What the
 * caller may not read refuses the whole read. Folders are loaded as the text asks for them, one round for each level of nesting.
 */
@ApplicationScoped
public class References {
    private final ReferenceConfig limits;

    References(ReferenceConfig limits) {
        this.limits = limits;
    }

    /**
     * Expands all values, in the order given. Fails with {@link ReferenceDenied} when a target may not be read, with
     * {@link TooManyReferences} beyond the limits, and as the library fails.
     */
    public Uni<List<Expanded>> expand(List<Reading> readings, Library library) {
        return Uni.createFrom().deferred(() -> attempt(new Answer(readings, library, limits)));
    }

    private Uni<List<Expanded>> attempt(Answer answer) {
        Set<Place> unloaded = answer.advance();
        return unloaded.isEmpty()
                ? Uni.createFrom().item(answer::outcome)
                : answer.library.load(unloaded).chain(() -> attempt(answer));
    }

    /** The values of one answer and how far each of them is. */
    private static final class Answer {
        private final List<Reading> readings;
        private final Library library;
        private final ReferenceConfig limits;
        private final Map<Integer, Expansion> done = new LinkedHashMap<>();
        private final Set<Place> loaded = new LinkedHashSet<>();
        private int followed;
        private long length;

        Answer(List<Reading> readings, Library library, ReferenceConfig limits) {
            this.readings = readings;
            this.library = library;
            this.limits = limits;
        }

        /** Expands what is not finished yet; returns the places that have to be loaded before going on. */
        Set<Place> advance() {
            Set<Place> unloaded = new LinkedHashSet<>();
            for (int number = 0; number < readings.size(); number++) {
                if (!done.containsKey(number) && Expansion.isNeeded(readings.get(number))) {
                    unloaded.addAll(attempt(number));
                }
            }
            return unloaded;
        }

        List<Expanded> outcome() {
            for (int number = 0; number < readings.size(); number++) {
                refuseDenied(done.get(number));
            }
            return IntStream.range(0, readings.size()).mapToObj(this::outcome).toList();
        }

        private static void refuseDenied(@Nullable Expansion expansion) {
            if (expansion != null && expansion.denied() != null) {
                throw expansion.denied();
            }
        }

        private Expanded outcome(int number) {
            @Nullable Expansion expansion = done.get(number);
            return expansion == null ? new Expanded(readings.get(number).value(), Set.of()) : expansion.outcome();
        }

        private Set<Place> attempt(int number) {
            Reading reading = readings.get(number);
            Expansion expansion = new Expansion(reading, library, limits).run();
            if (expansion.unloaded().isEmpty()) {
                done.put(number, expansion);
                count(expansion, reading);
            } else {
                loaded.addAll(expansion.unloaded());
                check(loaded.size() <= limits.maxFolders(), "%d folders per answer", limits.maxFolders(), reading);
            }
            return expansion.unloaded();
        }

        private void count(Expansion expansion, Reading reading) {
            followed += expansion.followed();
            length += expansion.length();
            check(followed <= limits.maxPerAnswer(), "%d references per answer", limits.maxPerAnswer(), reading);
            check(length <= limits.maxAnswerLength(), "%d characters per answer", limits.maxAnswerLength(), reading);
        }

        private static void check(boolean holds, String limit, int number, Reading reading) {
            if (!holds) {
                throw new TooManyReferences(limit.formatted(number), reading.at());
            }
        }
    }
}
