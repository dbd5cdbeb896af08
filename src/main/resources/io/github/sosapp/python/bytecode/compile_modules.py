"""Compiles every module below the first argument, which stands for the root of an image, to a file below the second."""

import importlib.util
import os
import py_compile
import sys

sources, compiled = sys.argv[1:]
for directory, subdirectories, names in os.walk(sources):
    subdirectories.sort()
    for name in sorted(names):
        source = os.path.join(directory, name)
        in_image = source[len(sources) :]
        target = compiled + importlib.util.cache_from_source(in_image, optimization="")
        try:
            py_compile.compile(
                source,
                cfile=target,
                dfile=in_image,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except (py_compile.PyCompileError, ValueError, RecursionError):
            # Templates and modules of other Pythons: whoever imports them gets to see the error, as without this program.
            pass
