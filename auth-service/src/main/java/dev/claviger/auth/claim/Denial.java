package dev.claviger.auth.claim;

/**
 * A refusal with its two readers.
 *
 * @param answer for the caller
 * @param reason for the administrator: the check, the claim, what was expected and what came
 */
public record Denial(LoginRefused answer, String reason) {}
