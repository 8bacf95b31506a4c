package dev.claviger.audit.transport;

import dev.claviger.audit.format.Limit;

/**
 * What a destination takes at once.
 *
 * @param entries the most entries of a parcel
 * @param bytes the most bytes of their JSON together; a single greater one goes alone
 * @param entry of each entry
 */
public record Capacity(int entries, int bytes, Limit entry) {
    static final Capacity ANY = new Capacity(Integer.MAX_VALUE, Integer.MAX_VALUE, Limit.NONE);
}
