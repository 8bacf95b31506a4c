/**
 * The main job of the suite as a story: secrets are stored, three GitLab jobs ask for them, one gets them, and the record
 * tells it all.
 *
 * <p>It uses the public API only, as an administrator and as a job would; nothing here knows how the services work.
 */
@NullMarked
package dev.claviger.local.demo;

import org.jspecify.annotations.NullMarked;
