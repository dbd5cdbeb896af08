/** Runs the programs of other people: found on the path, no shell, an environment of our choosing, a time limit. */
package io.github.sosapp.process;
