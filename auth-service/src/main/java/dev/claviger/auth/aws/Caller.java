package dev.claviger.auth.aws;

/** What STS says about a signed request. */
sealed interface Caller {

    /** Who has signed it. */
    record Known(String account, String arn, String userId) implements Caller {}

    /** It does not believe the signature. */
    record Unknown() implements Caller {}
}
