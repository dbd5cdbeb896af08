/**
 * Runs the programs of other people: found on the path, no shell, an environment of our choosing, a time limit; and what
 * is done meanwhile. Knows nothing of what the programs are for.
 */
package io.github.sosapp.process;
