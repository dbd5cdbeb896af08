/**
 * Finds the login that a registry asks for and proves it: challenges, tokens and the places where people keep passwords.
 * Credentials go to the registry they belong to and to the token service that it names, nowhere else; knows no images.
 */
package io.github.sosapp.registry.auth;
