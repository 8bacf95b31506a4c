package dev.claviger.sync.plan;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a step changed.
 *
 * @param before what was there; null when nothing was
 * @param after digest of the value the step wrote; empty when it deleted
 */
public record UndoEntry(VariableId id, @Nullable PresentVariable before, String after) {

    /** Of a step that is about to be taken. */
    public static UndoEntry of(PlanItem step, ValueDigest digest) {
        DesiredVariable wanted = step.desired();
        String after = wanted == null ? "" : digest.of(step.id(), wanted.value());
        return new UndoEntry(step.id(), step.present(), after);
    }

    /** The variable as it was. */
    DesiredVariable wanted() {
        PresentVariable old = Objects.requireNonNull(before);
        return new DesiredVariable(id, Objects.requireNonNull(old.value()), old.exposure(), old.description());
    }
}
