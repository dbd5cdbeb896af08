/**
 * Writes Dockerfiles: the plan of a service, put into the template of its language. Knows neither Docker Engine nor who
 * builds with them.
 */
package io.github.sosapp.engine.docker.dockerfile;
