/**
 * Bases that are finished images: of a registry, of a layout on disk, of another module. They are read and verified here,
 * and their layers stay where they are; knows no packages, settings or Maven.
 */
package io.github.sosapp.base.image;
