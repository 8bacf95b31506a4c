package dev.claviger.sync.plan;

import dev.claviger.kernel.Secret;

/** A variable as it should be. */
public record DesiredVariable(VariableId id, Secret value, Exposure exposure, String description) {

    DesiredVariable exposed(Exposure other) {
        return new DesiredVariable(id, value, other, description);
    }

    DesiredVariable valued(Secret other) {
        return new DesiredVariable(id, other, exposure, description);
    }
}
