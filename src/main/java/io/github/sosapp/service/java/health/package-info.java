/**
 * The class that asks a Java service for its health from inside the container, where there is no shell. It goes into
 * images as it is and must know nothing but the JDK, from Java 11 on.
 */
package io.github.sosapp.service.java.health;
