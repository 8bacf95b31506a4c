package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows what goes into a value, by the same rules and within the same limits as {@link References} expands it. */
@ApplicationScoped
public class ReferenceTrees {
    private final ReferenceConfig limits;

    ReferenceTrees(ReferenceConfig limits) {
        this.limits = limits;
    }

    /** Fails with {@link ReferenceDenied} when any secret of it may not be read, and with {@link TooManyReferences}. */
    public Uni<ReferenceNode> grow(Address root, Secret value, Library library) {
        return Uni.createFrom().deferred(() -> grow(root, value, library, new LinkedHashSet<>()));
    }

    private Uni<ReferenceNode> grow(Address root, Secret value, Library library, Set<Place> loaded) {
        Growth growth = new Growth(root, library, limits.maxPerValue());
        ReferenceNode tree = growth.found(new Step(root, null, 0), value);
        if (growth.unloaded.isEmpty()) {
            return growth.denied == null
                    ? Uni.createFrom().item(tree)
                    : Uni.createFrom().failure(growth.denied);
        }
        loaded.addAll(growth.unloaded);
        if (loaded.size() > limits.maxFolders()) {
            return Uni.createFrom()
                    .failure(new TooManyReferences("%d folders per answer".formatted(limits.maxFolders()), root));
        }
        return library.load(growth.unloaded).chain(() -> grow(root, value, library, loaded));
    }

    /** The way from the root down to a secret. */
    private record Step(Address at, @Nullable Step parent, int depth) {
        boolean comesFrom(Address address) {
            for (Step step = this; step != null; step = step.parent()) {
                if (step.at().equals(address)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** One attempt with what is loaded. */
    private static final class Growth {
        private final Address root;
        private final Library library;
        private final int most;
        private final Set<Place> unloaded = new LinkedHashSet<>();
        private @Nullable ReferenceDenied denied;
        private int nodes;

        Growth(Address root, Library library, int most) {
            this.root = root;
            this.library = library;
            this.most = most;
        }

        ReferenceNode found(Step step, Secret value) {
            List<ReferenceNode> children = new ArrayList<>();
            Expansion.REFERENCE
                    .matcher(value.reveal())
                    .results()
                    .map(reference ->
                            Address.parse(reference.group(1), step.at().place()))
                    .flatMap(Optional::stream)
                    .map(library::canonical)
                    .distinct()
                    .forEach(target -> children.add(child(target, step)));
            return ReferenceNode.found(step.at(), children);
        }

        private ReferenceNode child(Address target, Step from) {
            if (++nodes > most) {
                throw new TooManyReferences("%d references per value".formatted(most), root);
            }
            if (from.comesFrom(target)) {
                return ReferenceNode.leaf(target, "cycle");
            }
            return from.depth() == Expansion.DEPTH ? ReferenceNode.leaf(target, "tooDeep") : look(target, from);
        }

        private ReferenceNode look(Address target, Step from) {
            return switch (library.find(target)) {
                case Target.Found(var _, Secret value) ->
                    value.hasText()
                            ? found(new Step(target, from, from.depth() + 1), value)
                            : ReferenceNode.leaf(target, "empty");
                case Target.Absent() -> ReferenceNode.leaf(target, "missing");
                case Target.Denied() -> {
                    denied = denied == null ? new ReferenceDenied(target, from.at()) : denied;
                    yield ReferenceNode.leaf(target, "denied");
                }
                case Target.Unloaded() -> {
                    unloaded.add(target.place());
                    yield ReferenceNode.leaf(target, "unloaded");
                }
            };
        }
    }
}
