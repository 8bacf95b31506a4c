package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to expand one value with what is loaded.
 *
 * <p>It ends in one of three ways: places are {@link #unloaded}, a target was {@link #denied}, or the {@link #outcome} stands. Not
 * thread-safe, used once.
 */
final class Expansion {
    /** How many references deep a value is followed; the text of deeper ones stays (http-api.md 4.9 rule 3). */
    static final int DEPTH = 10;

    static final Pattern REFERENCE = Pattern.compile("\\$\\{(@?[a-zA-Z0-9\\-_.]++)}");

    private final Reading reading;
    private final Library library;
    private final ReferenceConfig limits;
    private final StringBuilder text = new StringBuilder();
    private final Set<SecretRef> used = new LinkedHashSet<>();
    private final Set<Place> unloaded = new LinkedHashSet<>();
    private @Nullable ReferenceDenied denied;
    private int followed;

    Expansion(Reading reading, Library library, ReferenceConfig limits) {
        this.reading = reading;
        this.library = library;
        this.limits = limits;
    }

    /** Whether a value has any reference in it; most have none and need no expansion. */
    static boolean isNeeded(Reading reading) {
        String stored = reading.value().reveal();
        return stored.contains("${") && REFERENCE.matcher(stored).find();
    }

    Expansion run() {
        write(reading.value().reveal(), new Branch(reading.at(), null, 0, reading.borrower()));
        return this;
    }

    Set<Place> unloaded() {
        return unloaded;
    }

    /** The first refusal in the order of the text, or null. */
    @Nullable
    ReferenceDenied denied() {
        return denied;
    }

    int followed() {
        return followed;
    }

    int length() {
        return text.length();
    }

    Expanded outcome() {
        String whole = text.toString();
        boolean wraps = reading.skipMultilineEncoding() && !used.isEmpty() && whole.indexOf('\n') >= 0;
        return new Expanded(Secret.of(wraps ? '"' + whole.replace("\n", "\\n") + '"' : whole), used);
    }

    private void write(String stored, Branch branch) {
        Matcher reference = REFERENCE.matcher(stored);
        int from = 0;
        while (reference.find()) {
            append(stored, from, reference.start());
            if (!follow(reference.group(1), branch)) {
                append(stored, reference.start(), reference.end());
            }
            from = reference.end();
        }
        append(stored, from, stored.length());
    }

    /** Writes what the reference stands for; false when its own text is to stay. */
    private boolean follow(String name, Branch branch) {
        Optional<Address> target = Address.parse(name, branch.at().place()).map(library::canonical);
        if (branch.depth() == DEPTH || target.filter(branch::isNew).isEmpty()) {
            return false;
        }
        if (++followed > limits.maxPerValue()) {
            throw new TooManyReferences("%d references per value".formatted(limits.maxPerValue()), reading.at());
        }
        return insert(target.get(), branch);
    }

    private boolean insert(Address target, Branch branch) {
        return switch (find(target, branch)) {
            case Target.Found(SecretRef ref, Secret value) -> insert(ref, value, branch.to(target));
            case Target.Absent() -> false;
            case Target.Denied() -> refuse(target, branch);
            case Target.Unloaded() -> await(target);
        };
    }

    private Target find(Address target, Branch branch) {
        @Nullable Place borrower = branch.borrowerOf(target);
        return borrower == null ? library.find(target) : library.findLent(target, borrower);
    }

    private boolean insert(SecretRef ref, Secret value, Branch branch) {
        if (!value.hasText()) {
            return false;
        }
        used.add(ref);
        write(value.reveal(), branch);
        return true;
    }

    private boolean refuse(Address target, Branch branch) {
        if (denied == null) {
            denied = new ReferenceDenied(target, branch.at());
        }
        return false;
    }

    private boolean await(Address target) {
        unloaded.add(target.place());
        return false;
    }

    private void append(String source, int from, int to) {
        if (text.length() + (to - from) > limits.maxValueLength()) {
            throw new TooManyReferences("%d characters per value".formatted(limits.maxValueLength()), reading.at());
        }
        text.append(source, from, to);
    }

    /** The way from the value being read down to the text at hand; whatever is on it is not entered again. */
    private record Branch(
            Address at,
            @Nullable Branch parent,
            int depth,
            @Nullable Place borrower) {
        Branch to(Address next) {
            return new Branch(next, this, depth + 1, borrowerOf(next));
        }

        /** What was lent brings along what stands beside it, nothing else. */
        @Nullable
        Place borrowerOf(Address next) {
            return next.place().equals(at.place()) ? borrower : null;
        }

        boolean isNew(Address address) {
            for (Branch step = this; step != null; step = step.parent()) {
                if (step.at().equals(address)) {
                    return false;
                }
            }
            return true;
        }
    }
}
