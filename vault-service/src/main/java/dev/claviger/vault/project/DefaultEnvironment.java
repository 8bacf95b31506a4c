package dev.claviger.vault.project;

/** The environments a new project starts with, in their order. */
enum DefaultEnvironment {
    DEVELOPMENT("Development", "dev", 1),
    STAGING("Staging", "staging", 2),
    PRODUCTION("Production", "prod", 3);

    private final String title;
    private final String slug;
    private final int position;

    DefaultEnvironment(String title, String slug, int position) {
        this.title = title;
        this.slug = slug;
        this.position = position;
    }

    String title() {
        return title;
    }

    String slug() {
        return slug;
    }

    int position() {
        return position;
    }
}
