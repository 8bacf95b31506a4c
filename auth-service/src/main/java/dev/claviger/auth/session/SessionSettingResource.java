package dev.claviger.auth.session;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * What sets a session by a body takes JSON alone, so that no page of another site logs a browser in as somebody else. Such a page can make
 * the browser send a form, or a body without a type, but no JSON: for that the browser asks us first, and we allow it to nobody.
 */
public abstract class SessionSettingResource {

    /** For routes that consume JSON, since the framework takes a body without a type for it. Answers 415. */
    protected static void requireType(HttpHeaders headers) {
        if (headers.getMediaType() == null) {
            throw new NotSupportedException();
        }
    }
}
