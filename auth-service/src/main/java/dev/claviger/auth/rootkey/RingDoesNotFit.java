package dev.claviger.auth.rootkey;

/** The root key ring is not the one that what is stored needs. Stops the start. */
final class RingDoesNotFit extends RuntimeException {
    private RingDoesNotFit(String what) {
        super(what);
    }

    static RingDoesNotFit missing(String keyId, long rows) {
        return new RingDoesNotFit(
                "The root key %s is missing: %d stored things are sealed by it (signing keys, second factors, settings of login methods and of single sign-on), and cannot be read without. Put it back into claviger.keys.root or claviger.keys.root-file; it may go when GET /api/x/keys/auth calls it removable."
                        .formatted(keyId, rows));
    }

    static RingDoesNotFit other(String keyId) {
        return new RingDoesNotFit(
                "The root key %s is not the key that this database knows by that id. Put the former key back, and give the new one an id of its own."
                        .formatted(keyId));
    }

    static RingDoesNotFit elsewhere() {
        return new RingDoesNotFit(
                "auth-service takes root keys from claviger.keys.root and claviger.keys.root-file only, not from a token or an engine");
    }
}
