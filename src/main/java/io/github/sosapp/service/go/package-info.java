/**
 * Says how a Go module becomes an image that holds one static program. Reads go.mod, go.work and the first lines of
 * sources with its own small readers; starts no process and knows nothing of how the program gets compiled.
 */
package io.github.sosapp.service.go;
