package dev.claviger.audit.rootkey;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A second root key in front of the ring: the state between adding a key and removing the old one. */
public final class NewRootKey implements QuarkusTestProfile {
    static final String ID = "newer";
    static final String OLD = "t1";
    static final String KEY = ID + ":/x4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
    static final String OLD_KEY = OLD + ":AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("claviger.keys.root", KEY + "," + OLD_KEY);
    }
}
