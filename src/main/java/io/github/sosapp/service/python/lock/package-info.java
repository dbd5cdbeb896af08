/**
 * Reads which packages a Python service needs, each in one version, from the file that pins them: requirements.txt,
 * pylock.toml (PEP 751), uv.lock or poetry.lock. Resolves nothing, asks no index, and knows nothing of images.
 */
package io.github.sosapp.service.python.lock;
