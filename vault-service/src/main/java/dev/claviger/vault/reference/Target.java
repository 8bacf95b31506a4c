package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;

/** What stands at an address, for the caller of this request. */
public sealed interface Target {

    /** A secret that the caller may read; the value has its references unexpanded. */
    record Found(SecretRef ref, Secret value) implements Target {}

    /** No such environment, folder or secret. */
    record Absent() implements Target {}

    /** The caller may not read that secret, whether or not it exists. */
    record Denied() implements Target {}

    /** Not known before the folder is loaded. */
    record Unloaded() implements Target {}
}
