package dev.claviger.vault.reference;

/** Limits for tests; the defaults of {@link ReferenceConfig} unless said otherwise. */
record Bounds(int maxPerValue, int maxValueLength, int maxPerAnswer, int maxAnswerLength, int maxFolders)
        implements ReferenceConfig {
    static final Bounds DEFAULT = new Bounds(1000, 4 << 20, 20_000, 16 << 20, 500);
}
