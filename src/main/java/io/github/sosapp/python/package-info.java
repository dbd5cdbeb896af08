/**
 * Python's packaging standards as pure values: versions (PEP 440), requirements and their markers (PEP 508), names of
 * wheels and which of them fit an interpreter (PEP 425, PEP 600). Knows no service, no index and no Python of this machine:
 * everything is judged for the interpreter inside the image.
 */
package io.github.sosapp.python;
