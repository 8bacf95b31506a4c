package dev.claviger.local.demo;

/**
 * A secret of the story.
 *
 * @param value as the administrator writes it
 * @param seen as a job shall see it, references replaced
 */
record StoredSecret(String environment, String path, String key, String value, String seen) {

    static StoredSecret plain(String environment, String path, String key, String value) {
        return new StoredSecret(environment, path, key, value, value);
    }

    /** Prints no value. */
    @Override
    public String toString() {
        return environment + ":" + path + "/" + key;
    }
}
