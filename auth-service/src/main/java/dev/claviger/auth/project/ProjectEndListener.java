package dev.claviger.auth.project;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/**
 * Keeps something that belongs to projects. Every bean of this type is told of each project that was deleted, at least once; when one fails, all
 * are told again.
 */
public interface ProjectEndListener {

    Uni<Void> ended(UUID orgId, UUID projectId);
}
