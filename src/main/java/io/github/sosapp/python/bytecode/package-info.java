/**
 * Compiles modules of Python before anybody starts them, with the interpreter that will run them. Must not know where
 * modules or interpreters come from, nor what layers are made of them.
 */
package io.github.sosapp.python.bytecode;
