/**
 * What projects held at any time before: commits, the differences between two points in time, and ways back (http-api.md 5.6, 5.7).
 *
 * <p>Every change of secrets, folders and imports is a commit. Tables of history are written by triggers alone, so no writer can leave
 * one out and none can rewrite one; this package reads them. The number of a commit is the revision of the project that it led to, so
 * commits are ordered across all folders of a project, and a state "as of commit n" is defined for each of them.
 */
@NullMarked
package dev.claviger.vault.history;

import org.jspecify.annotations.NullMarked;
