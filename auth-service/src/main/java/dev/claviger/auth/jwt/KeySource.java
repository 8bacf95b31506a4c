package dev.claviger.auth.jwt;

import java.net.URI;
import java.util.List;

/** Where the keys come from. */
sealed interface KeySource {

    /** The key set at an address. */
    record Remote(URI url, String caCert) implements KeySource {}

    /** Public keys, each as the PEM text that was given. */
    record Static(List<String> pems) implements KeySource {
        public Static {
            pems = List.copyOf(pems);
        }
    }
}
