/**
 * Carries out plans with the tools of this machine: runs preparations with an environment of our choosing and judges the
 * programs that come out. Knows no recipe, no setting, no Docker and no Maven.
 */
package io.github.sosapp.engine.daemonless;
