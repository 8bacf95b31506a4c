package dev.claviger.sync.plan;

import dev.claviger.kernel.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A variable as the destination shows it.
 *
 * @param value null when it is hidden
 * @param description empty for none
 */
public record PresentVariable(VariableId id, @Nullable Secret value, Exposure exposure, String description) {}
