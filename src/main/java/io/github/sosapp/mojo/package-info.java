/** Maven's side: parameters in, one call of a goal, failures out. The only package that knows Maven; it wires the rest. */
package io.github.sosapp.mojo;
