package dev.claviger.vault.secret;

/** One entry of a secret's metadata. An encrypted one is shown to those only who may read the value of the secret. */
public record Metadatum(String key, String value, boolean isEncrypted) {
    Metadatum masked() {
        return isEncrypted ? new Metadatum(key, SecretObject.HIDDEN, true) : this;
    }
}
