/** The one way in which a build fails: problem, cause, remedy and where the value came from. Knows nothing else. */
package io.github.sosapp.failure;
