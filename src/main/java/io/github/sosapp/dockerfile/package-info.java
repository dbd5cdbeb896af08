/**
 * Reads Dockerfiles as far as their stages and the images they start from go, and rewrites those. Knows no engine, and
 * carries out no instruction.
 */
package io.github.sosapp.dockerfile;
