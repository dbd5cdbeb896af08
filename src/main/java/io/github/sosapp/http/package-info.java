/**
 * One HTTP client for registries and package archives: time limits, retries, redirects, proxies and certificates. Knows
 * nothing of what is fetched or sent, and keeps no credentials of its own.
 */
package io.github.sosapp.http;
