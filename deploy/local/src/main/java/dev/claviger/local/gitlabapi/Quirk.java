package dev.claviger.local.gitlabapi;

/** What some versions do and none should. */
public enum Quirk {
    /** A group hides a new variable when {@code masked_and_hidden} is sent at all, even as false. */
    GROUP_HIDES_BY_PRESENCE,
    /** A PUT to a group with a filter that fits nothing goes to a variable of that key in another scope. */
    GROUP_PUT_FALLS_THROUGH,
    /** A PUT to a group without a filter goes to the first variable of that key. */
    GROUP_PUT_TAKES_THE_FIRST,
    /** Masking allows only the narrow alphabet, also for raw values. */
    NARROW_RAW_MASK,
    /** The wording of GitLab 17.4 when a hidden variable is to be shown. */
    OLD_HIDDEN_WORDING,
    /** A variable that is there already makes a 500 instead of a 400, as when two create it at once. */
    RACING_CREATE
}
