/** Strict stand-ins for registries and layouts that tests of every package share. Nothing here is part of the plugin. */
package io.github.sosapp.testing;
