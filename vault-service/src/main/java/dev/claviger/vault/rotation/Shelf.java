package dev.claviger.vault.rotation;

import dev.claviger.vault.keyring.Field;

/** Where ciphertexts stand, two to a row. */
enum Shelf {
    VERSIONS("secret-version", Field.VALUE, Field.DETAIL),
    PERSONAL("personal-secret", Field.VALUE, Field.DETAIL),
    WEBHOOKS("webhook", Field.WEBHOOK_URL, Field.WEBHOOK_KEY),

    /** One ciphertext to a row. */
    PROPOSALS("approval-request", Field.APPROVAL_CHANGE, Field.APPROVAL_CHANGE);

    private final String content;
    private final Field value;
    private final Field detail;

    Shelf(String content, Field value, Field detail) {
        this.content = content;
        this.value = value;
        this.detail = detail;
    }

    /** What stands there, as damages name it. */
    String content() {
        return content;
    }

    /** What the first ciphertext of a row holds. */
    Field value() {
        return value;
    }

    /** What the second one holds, which may be absent. */
    Field detail() {
        return detail;
    }
}
