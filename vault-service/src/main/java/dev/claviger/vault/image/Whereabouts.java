package dev.claviger.vault.image;

import dev.claviger.vault.reference.Place;
import java.util.UUID;

/** Where the secret of an id stands now. */
public record Whereabouts(UUID projectId, Place place, String key) {}
