package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The references that stand in a value, without following them. */
public final class Mentions {
    private Mentions() {}

    /** Where the references of a value lead, seen from the folder in which it stands. */
    public static Set<Address> in(Secret value, Place here) {
        return Expansion.REFERENCE
                .matcher(value.reveal())
                .results()
                .map(reference -> Address.parse(reference.group(1), here))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
