package dev.claviger.vault.secret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How large secrets and answers may be. */
@ConfigMapping(prefix = "claviger.secrets")
public interface SecretConfig {

    /** The largest value a secret may hold, in bytes of UTF-8; larger ones are refused with 413. */
    @WithDefault("1048576")
    int maxValueBytes();

    /** The largest comment and metadata of a secret together, in bytes of UTF-8; larger ones are refused with 413. */
    @WithDefault("65536")
    int maxDetailBytes();

    /** How many secrets one answer may hold, imported ones included; beyond that the read is refused with 400. */
    @WithDefault("20000")
    int maxAnswerSecrets();

    /** How large all values of one answer may be together, in bytes as stored; beyond that the read is refused with 400. */
    @WithDefault("33554432")
    long maxAnswerBytes();

    /** How many folders one answer may draw from, imported ones included; beyond that the read is refused with 400. */
    @WithDefault("2000")
    int maxAnswerFolders();

    /** How many other projects the references of one answer may lead into; beyond that the read is refused with 400. */
    @WithDefault("20")
    int maxAnswerProjects();
}
