package dev.claviger.vault.rotation;

/** Where ciphertexts stand. */
enum Shelf {
    VERSIONS("secret-version"),
    PERSONAL("personal-secret");

    private final String content;

    Shelf(String content) {
        this.content = content;
    }

    /** What stands there, as damages name it. */
    String content() {
        return content;
    }
}
