/**
 * Builds images without Docker: runs a plan's preparations with the tools of this machine and writes its layers. Knows no
 * language's rules; those are in the plan.
 */
package io.github.sosapp.engine.daemonless;
