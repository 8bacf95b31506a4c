package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;

/** A secret whose references are to be expanded, with its value as stored. */
public record Reading(Address at, Secret value, boolean skipMultilineEncoding) {}
