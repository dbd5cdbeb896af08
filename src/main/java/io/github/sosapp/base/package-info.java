/**
 * What images start from: nothing, signed packages, an image of a registry, a layout on disk, or the image of another
 * module. Knows neither services nor settings nor Maven; whoever asks says what is wanted and where the wish comes from.
 */
package io.github.sosapp.base;
