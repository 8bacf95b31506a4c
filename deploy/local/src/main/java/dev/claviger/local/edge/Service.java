package dev.claviger.local.edge;

/** Who answers a request. */
public enum Service {
    /** Who are you? */
    AUTH,
    /** What may you have? */
    VAULT,
    /** What happened? */
    AUDIT,
    /** Where else must it be? */
    SYNC,
    /** Nobody outside: health, metrics and other matters of operation. */
    NOBODY
}
