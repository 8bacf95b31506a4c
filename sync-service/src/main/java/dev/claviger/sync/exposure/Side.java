package dev.claviger.sync.exposure;

import dev.claviger.sync.gitlab.GitLabAccess;
import dev.claviger.sync.gitlab.ProjectSettings;

/**
 * The project there, with a token that works.
 *
 * @param instance one spelling of its address, as places have it
 */
record Side(String instance, GitLabAccess access, ProjectSettings settings) {}
