/**
 * Lets extensions that were written for jib's Maven plugin change the plan of an image. Turns our plan into jib's and
 * back; knows no Maven, and neither finds nor configures an extension.
 */
package io.github.sosapp.service.java.extension;
