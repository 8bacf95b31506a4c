package dev.claviger.sync.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Runs of syncs. */
@ConfigMapping(prefix = "claviger.syncs")
public interface RunConfig {

    /** How often each replica looks for runs that are due. */
    @WithDefault("PT0.5S")
    Duration pollInterval();

    /** How many runs a replica has under way at once. */
    @WithDefault("4")
    int runsAtOnce();

    /** How many calls of one run GitLab gets at once. */
    @WithDefault("4")
    int callsAtOnce();

    /** How long a run of a replica that died waits until another one goes on with it. */
    @WithDefault("PT30S")
    Duration lease();

    /** How long a run waits for the place at which another one writes, before it looks again. */
    @WithDefault("PT2S")
    Duration placeBusy();

    /** How long after a change in a project its syncs look at their sources; more changes meanwhile count as one. */
    @WithDefault("PT1S")
    Duration afterChange();

    /** The same for the syncs of other projects of the organisation, which may refer to what was changed. */
    @WithDefault("PT30S")
    Duration afterChangeElsewhere();

    /** How often each sync looks at its source although it heard of no change. */
    @WithDefault("PT1H")
    Duration checkEvery();

    /** How often each sync looks what was changed at its destination. */
    @WithDefault("PT6H")
    Duration compareEvery();

    /** How long after a failure that may pass a run is tried again; doubles each time, up to a quarter of an hour. */
    @WithDefault("PT30S")
    Duration retryAfter();

    /** How often such a run is tried again until the next change, check or call. */
    @WithDefault("6")
    int mostRetries();

    /**
     * Whether syncs that say nothing of it delete variables of their own whose secret is gone. Terraform cannot say that it wants
     * deletions: it leaves out what is false.
     */
    @WithDefault("false")
    boolean deleteUnlessTold();

    /** How many variables one run may delete; one more and it deletes none. */
    @WithDefault("50")
    int mostDeletes();

    /** How many of a hundred variables that a sync owns one run may delete; one more and it deletes none. */
    @WithDefault("100")
    int mostDeletePercent();

    /** How long a run can be taken back. */
    @WithDefault("P7D")
    Duration undoKept();

    /** The consumer group that shares the changes among the replicas. */
    @WithDefault("claviger-syncs")
    String group();
}
