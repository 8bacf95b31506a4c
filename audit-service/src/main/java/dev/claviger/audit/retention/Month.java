package dev.claviger.audit.retention;

import java.time.LocalDate;

/** A month of a class: one partition of the trail. */
record Month(String retentionClass, LocalDate first) {}
