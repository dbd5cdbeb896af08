/**
 * Recognises what kind of service a module holds, and says how such a service becomes an image. A recipe looks and plans;
 * it never builds, never uses the network and knows no Maven.
 */
package io.github.sosapp.service;
