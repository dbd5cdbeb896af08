/**
 * What is to be built, as pure values: name, tags, platforms, layers, configuration, and the commands that must run first.
 * Printable and comparable; knows neither how a plan came about nor who carries it out.
 */
package io.github.sosapp.plan;
