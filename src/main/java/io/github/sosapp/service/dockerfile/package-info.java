/**
 * Says how a module with its own Dockerfile becomes an image: an engine carries the file out, and settings that all services
 * share come on top. Knows no engine, and nothing of the language that the service is written in.
 */
package io.github.sosapp.service.dockerfile;
