package dev.claviger.auth.organization;

import dev.claviger.kernel.Failure;

/** What other servers have and this one does not. */
final class NotOffered extends Failure {
    private NotOffered(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static NotOffered subOrganizations() {
        return new NotOffered("Sub-organisations are not offered. Part what is inside the organisation by projects.");
    }

    static NotOffered gateways() {
        return new NotOffered(
                "Gateways are not offered. Let the services reach the private network themselves and allow its addresses.");
    }
}
