/** Writes files that are whole or not there. Knows nothing else. */
package io.github.sosapp.file;
