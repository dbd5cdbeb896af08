"""Compiles every module below the first argument, which stands for the root of an image, to a file below the second."""

import importlib.util
import os
import py_compile
import sys

PROCESSES = 2  # Fixed: nothing of the machine may decide which modules one process compiles.

sources, compiled = sys.argv[1:]


def modules():
    for directory, subdirectories, names in os.walk(sources):
        subdirectories.sort()
        for name in sorted(names):
            yield os.path.join(directory, name)


def compile_module(source):
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


child = os.fork()
for number, module in enumerate(modules()):
    if number % PROCESSES == (0 if child else 1):
        compile_module(module)
if child and os.waitpid(child, 0)[1] != 0:
    sys.exit(1)
