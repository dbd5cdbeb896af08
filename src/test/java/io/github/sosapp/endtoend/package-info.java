/** Runs Maven on the example services, and what comes out on real engines and registries. Knows the plugin only from outside. */
package io.github.sosapp.endtoend;
