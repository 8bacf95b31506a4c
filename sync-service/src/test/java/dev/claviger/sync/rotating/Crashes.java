package dev.claviger.sync.rotating;

import io.quarkus.test.Mock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Lets a replica die in the middle of a rotation: whatever it was about to do, it does not, and it never says a word again. */
@Mock
@ApplicationScoped
class Crashes extends StepWatch {
    /** Where, and in which rotations. */
    private record Death(Step step, Predicate<UUID> rotation) {}

    private static final AtomicReference<Death> NEXT = new AtomicReference<>(new Death(Step.SEAL, id -> false));
    private static final Set<UUID> DEAD = ConcurrentHashMap.newKeySet();

    /** The next replica that comes to this step in such a rotation dies before it. */
    static void before(Step step, Predicate<UUID> rotation) {
        DEAD.clear();
        NEXT.set(new Death(step, rotation));
    }

    /** Whether one has died since. */
    static boolean happened() {
        return !DEAD.isEmpty();
    }

    @Override
    Uni<Void> before(UUID rotationId, Step step) {
        Death death = NEXT.get();
        if (death.step() == step && death.rotation().test(rotationId) && DEAD.add(rotationId)) {
            NEXT.set(new Death(step, id -> false));
            return Uni.createFrom().nothing();
        }
        return Uni.createFrom().voidItem();
    }
}
