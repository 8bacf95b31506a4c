package dev.claviger.vault.reading;

/** The two versions of the API and what they do when a parameter is absent (http-api.md 4.2). */
enum Dialect {
    V3(false, "You must provide workspaceSlug or workspaceId", "Missing environment"),
    V4(true, "Missing project id or environment", "Missing project id or environment");

    private final boolean resolves;
    private final String missingProject;
    private final String missingEnvironment;

    Dialect(boolean resolves, String missingProject, String missingEnvironment) {
        this.resolves = resolves;
        this.missingProject = missingProject;
        this.missingEnvironment = missingEnvironment;
    }

    /** Whether references are expanded and imports included unless the request says otherwise. */
    boolean resolves() {
        return resolves;
    }

    MissingParameter missingProject() {
        return new MissingParameter(missingProject);
    }

    MissingParameter missingEnvironment() {
        return new MissingParameter(missingEnvironment);
    }
}
