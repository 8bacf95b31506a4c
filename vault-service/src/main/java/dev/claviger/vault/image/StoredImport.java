package dev.claviger.vault.image;

import dev.claviger.vault.reference.Place;

/** A folder that another one shows, at its position among the imports of that one. */
public record StoredImport(Place source, int position) {}
