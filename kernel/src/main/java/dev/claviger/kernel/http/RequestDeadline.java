package dev.claviger.kernel.http;

import java.time.Duration;
import java.util.Optional;

/** Gives some routes more time than {@link HttpConfig#deadline()}. Every bean of this type is asked; the first that knows the path counts. */
public interface RequestDeadline {

    /** How long an answer to this path may take; empty for a path that is not its own. */
    Optional<Duration> of(String path);
}
