package dev.claviger.auth.issuer;

/** Where the keys of an issuer are found, and whose certificates to trust on the way; empty for the public authorities. */
sealed interface KeyAddress permits IssuerAddress, KeySetAddress {
    String host();

    String caCert();
}
