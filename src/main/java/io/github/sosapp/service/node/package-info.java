/**
 * Looks at a Node.js service, its package.json and its lock file, and plans how npm installs, builds and starts it. Runs
 * nothing, and does not know how packages get onto the disk.
 */
package io.github.sosapp.service.node;
