package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an import comes to for one secret. */
enum Fate {
    @JsonProperty("created")
    CREATED,
    @JsonProperty("updated")
    UPDATED,
    @JsonProperty("unchanged")
    UNCHANGED,
    @JsonProperty("skipped")
    SKIPPED
}
