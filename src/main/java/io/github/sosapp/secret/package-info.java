/** Values that must never be printed. Knows nothing else. */
package io.github.sosapp.secret;
