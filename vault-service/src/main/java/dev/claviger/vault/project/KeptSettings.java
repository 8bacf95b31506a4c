package dev.claviger.vault.project;

import dev.claviger.kernel.event.AccessEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings that clients store with a project and read again (http-api.md 5.1). Nothing here depends on them: all versions are kept
 * whatever the limit says, no secret is shared by links, and no values are searched for secrets.
 */
record KeptSettings(int pitVersionLimit, boolean secretSharing, List<String> secretDetectionIgnoreValues) {
    KeptSettings {
        secretDetectionIgnoreValues = List.copyOf(secretDetectionIgnoreValues);
    }

    /** What is to be different; null stays. */
    record Edit(
            @Nullable Integer pitVersionLimit,
            @Nullable Boolean secretSharing,
            @Nullable List<String> secretDetectionIgnoreValues) {
        boolean isNothing() {
            return pitVersionLimit == null && secretSharing == null && secretDetectionIgnoreValues == null;
        }

        /** The event with what changes; of the texts only how many there are. */
        AccessEvent tell(AccessEvent event) {
            AccessEvent told = pitVersionLimit == null ? event : event.with("pitVersionLimit", pitVersionLimit);
            told = secretSharing == null ? told : told.with("secretSharing", secretSharing);
            return secretDetectionIgnoreValues == null
                    ? told
                    : told.with("secretDetectionIgnoreValues", secretDetectionIgnoreValues.size());
        }
    }
}
