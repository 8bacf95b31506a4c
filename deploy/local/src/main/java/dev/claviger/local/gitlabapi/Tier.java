package dev.claviger.local.gitlabapi;

/** What was bought. */
public enum Tier {
    FREE,
    PREMIUM,
    ULTIMATE
}
