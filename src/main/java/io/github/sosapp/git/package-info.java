/**
 * Asks Git when and by which commit the files that a build reads were last changed, and which of them are executable. Only
 * reads: writes neither into the repository nor into the user's home, and knows nothing of images, plans and Maven.
 */
package io.github.sosapp.git;
