/**
 * What a team may say about a build, and where each value came from. One catalogue drives look-up, documentation and the
 * check for unknown names. Knows neither Maven nor what is done with a value.
 */
package io.github.sosapp.settings;
