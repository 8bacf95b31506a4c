package dev.claviger.kernel.outbound;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * A complete answer with status 2xx.
 *
 * @param contentType the header as sent; empty when there was none
 * @param maxAge how long the server lets the answer be kept; zero when it says nothing or forbids it
 */
public record Fetched(Buffer body, String contentType, Duration maxAge) {}
