/**
 * Reads wheels (PEP 427), checks what is in them, and says which files they become in a virtual environment. Unpacks
 * nothing to disk, and knows neither where wheels come from nor how layers are written.
 */
package io.github.sosapp.python.wheel;
