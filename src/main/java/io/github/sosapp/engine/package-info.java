/**
 * Carries out plans. Each engine does one job and hands back what the layout needs; no engine knows where an image is
 * going.
 */
package io.github.sosapp.engine;
