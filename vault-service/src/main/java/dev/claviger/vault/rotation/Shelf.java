package dev.claviger.vault.rotation;

import dev.claviger.vault.keyring.Field;

/** Where ciphertexts stand, two at a place. Whatever a project seals with its keys must stand on one of these. */
enum Shelf {
    VERSIONS("secret-version", Field.VALUE, Field.DETAIL),
    PERSONAL("personal-secret", Field.VALUE, Field.DETAIL),
    WEBHOOKS("webhook", Field.WEBHOOK_URL, Field.WEBHOOK_KEY);

    private final String content;
    private final Field first;
    private final Field second;

    Shelf(String content, Field first, Field second) {
        this.content = content;
        this.first = first;
        this.second = second;
    }

    /** What stands there, as damages name it. */
    String content() {
        return content;
    }

    Field first() {
        return first;
    }

    Field second() {
        return second;
    }
}
