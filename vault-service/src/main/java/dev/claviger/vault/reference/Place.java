package dev.claviger.vault.reference;

/**
 * A folder of an environment, by slug and canonical path.
 *
 * @param project the slug of another project; empty for the project at hand
 */
public record Place(String project, String environment, String path) {

    /** A place in the project at hand. */
    public Place(String environment, String path) {
        this("", environment, path);
    }

    public boolean isElsewhere() {
        return !project.isEmpty();
    }

    /** The same place for those to whom its project is the one at hand. */
    public Place local() {
        return new Place(environment, path);
    }

    /** For texts that people read. */
    String described() {
        String inProject = "environment '%s' at path '%s'".formatted(environment, path);
        return isElsewhere() ? inProject + " of project '%s'".formatted(project) : inProject;
    }
}
