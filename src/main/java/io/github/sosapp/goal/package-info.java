/** The stories: one class per goal of the plugin, told in words of the domain. Knows everything except Maven. */
package io.github.sosapp.goal;
