package dev.claviger.vault.reference;

import dev.claviger.kernel.Failure;

/** A value refers to a secret that the caller may not read; leaving the text in place would hide that. */
public final class ReferenceDenied extends Failure {
    ReferenceDenied(Address target, Address from) {
        super(
                Kind.FORBIDDEN,
                "You are not allowed to read the value of secret '%s' in environment '%s' at path '%s', to which secret '%s' in environment '%s' at path '%s' refers"
                        .formatted(
                                target.key(),
                                target.place().environment(),
                                target.place().path(),
                                from.key(),
                                from.place().environment(),
                                from.place().path()));
    }
}
