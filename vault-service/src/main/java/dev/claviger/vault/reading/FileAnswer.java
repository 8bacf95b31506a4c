package dev.claviger.vault.reading;

import dev.claviger.vault.transfer.Format;

/** A file and how it is written. */
record FileAnswer(Format format, Answer answer) {}
