/**
 * Puts what a build found out into files and sentences: descriptor, digest, report, console lines. Renders the values it
 * is given and decides nothing.
 */
package io.github.sosapp.report;
