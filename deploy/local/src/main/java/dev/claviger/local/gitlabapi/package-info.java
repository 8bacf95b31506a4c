/**
 * A stand-in for the part of GitLab's REST API that a synchronisation of variables meets: variables of projects, groups and the instance,
 * access tokens, OAuth, environments and audit events.
 *
 * <p>It answers with the statuses, bodies and headers of the real one, its oddities included, and can be told to fail at a chosen call. What
 * it knows lives in memory. {@code docs/gitlab-simulator.md} lists what people with a shell can tell it.
 */
@NullMarked
package dev.claviger.local.gitlabapi;

import org.jspecify.annotations.NullMarked;
