package dev.claviger.auth.kubernetes;

import java.util.List;

/** What a cluster says about a token. */
sealed interface Review {

    /** It is good; the user name is as the cluster gives it. */
    record Good(String user, List<String> audiences) implements Review {
        public Good {
            audiences = List.copyOf(audiences);
        }
    }

    /** It is not; the reason is ours and holds nothing that the cluster sent. */
    record Bad(String reason) implements Review {}
}
