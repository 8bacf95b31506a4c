package dev.claviger.vault.reference;

import dev.claviger.kernel.Failure;

/** A value refers to a secret that the caller may not read; leaving the text in place would hide that. */
public final class ReferenceDenied extends Failure {
    ReferenceDenied(Address target, Address from) {
        super(
                Kind.FORBIDDEN,
                "You are not allowed to read the value of secret '%s' in %s, to which secret '%s' in %s refers"
                        .formatted(
                                target.key(),
                                target.place().described(),
                                from.key(),
                                from.place().described()));
    }
}
