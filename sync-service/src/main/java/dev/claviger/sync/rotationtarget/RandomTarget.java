package dev.claviger.sync.rotationtarget;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A text that only its consumers know, such as a signing key; nobody else has to be told. */
@ApplicationScoped
class RandomTarget implements RotationTarget {
    private final RandomGenerator chance;

    RandomTarget(RandomGenerator chance) {
        this.chance = chance;
    }

    @Override
    public Generated draw(RotationParameters parameters, int slot) {
        Secret value = parameters.passwords().draw(chance);
        return new Generated(Map.of("value", value));
    }

    @Override
    public Uni<Generated> set(At at, Generated fresh) {
        return Uni.createFrom().item(fresh);
    }

    @Override
    public Uni<Void> prove(At at, Generated fresh) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> revoke(At at, Generated old) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Boolean> isTaken(At at, Generated old) {
        return Uni.createFrom().item(false);
    }
}
