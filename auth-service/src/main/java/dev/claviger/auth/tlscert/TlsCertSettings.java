package dev.claviger.auth.tlscert;

import dev.claviger.auth.method.Names;
import java.util.List;

/**
 * Whose certificates are let in.
 *
 * @param caCertificate PEM certificates of the authorities, as they were given
 * @param commonNames one of them must be the common name; empty lets every one pass
 * @param subjectAltNames one of them must be among the alternative names; empty lets every one pass
 * @param verifyChain whether intermediate authorities that the client sends along may stand between it and an authority
 */
record TlsCertSettings(String caCertificate, Names commonNames, List<String> subjectAltNames, boolean verifyChain) {

    TlsCertSettings {
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    boolean bindsSomebody() {
        return !commonNames.isEmpty() || !subjectAltNames.isEmpty();
    }
}
