package dev.claviger.auth.method;

/** What there is under the id that somebody wants to log in as. The caller does not learn which. */
sealed interface Sought<S> {

    /** An identity that logs in this way. */
    record Found<S>(Candidate<S> candidate) implements Sought<S> {}

    /** An identity that does not. */
    record Without<S>() implements Sought<S> {}

    /** No identity. */
    record Nobody<S>() implements Sought<S> {}
}
