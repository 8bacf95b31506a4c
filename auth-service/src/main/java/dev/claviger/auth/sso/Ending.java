package dev.claviger.auth.sso;

import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.auth.session.Opened;
import org.jspecify.annotations.Nullable;

/** How a single sign-on ended, and who waits for that. */
sealed interface Ending {

    /**
     * With a session.
     *
     * @param port for the login page; null when nobody waits
     */
    record Entered(Opened opened, @Nullable CallbackPort port) implements Ending {}

    /**
     * With a refusal that is recorded and that the login page tells of.
     *
     * @param known whether the provider vouched for somebody, who has no way in here
     */
    record Refused(CallbackPort port, boolean known) implements Ending {}
}
