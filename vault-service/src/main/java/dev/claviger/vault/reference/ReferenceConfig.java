package dev.claviger.vault.reference;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much work references may cause. Beyond a limit the read is refused with 400, never cut off silently. */
@ConfigMapping(prefix = "claviger.references")
public interface ReferenceConfig {

    /** How many references may be followed for one value, nested ones included. */
    @WithDefault("1000")
    int maxPerValue();

    /** How long one expanded value may be, in characters. */
    @WithDefault("4194304")
    int maxValueLength();

    /** How many references may be followed for one answer. */
    @WithDefault("20000")
    int maxPerAnswer();

    /** How long all expanded values of one answer may be together, in characters. */
    @WithDefault("16777216")
    int maxAnswerLength();

    /** How many folders one answer may load because of references. */
    @WithDefault("500")
    int maxFolders();
}
