package dev.claviger.auth.aws;

import dev.claviger.kernel.Secret;

/**
 * A request to STS, as a login brings it along.
 *
 * @param body base64
 * @param headers base64 of a JSON object
 */
record SignedRequest(String method, String body, Secret headers) {}
