package dev.claviger.sync.run;

import dev.claviger.sync.gitlab.VariableClient;
import dev.claviger.sync.plan.Destination;

/**
 * A project or group whose variables can be read and written now.
 *
 * @param key one spelling of it, the same for all syncs
 */
record OpenPlace(String key, VariableClient variables, Destination destination) {}
