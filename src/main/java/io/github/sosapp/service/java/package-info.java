/**
 * Java services: finds out how a module is started, and parts it into layers by how often they change. Reads what the
 * build has made and never makes anything itself; it knows no Maven, resolves no dependency and opens no connection.
 */
package io.github.sosapp.service.java;
