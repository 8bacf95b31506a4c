package dev.claviger.auth.tokenauth;

import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;

/** A configuration as answers show it (http-api.md 6.3). */
record TokenAuthAnswer(SharedAnswer identityTokenAuth) {

    static TokenAuthAnswer of(Attached<TokenAuth.NoSettings> attached) {
        return new TokenAuthAnswer(SharedAnswer.of(attached));
    }
}
