package io.github.sosapp.python.wheel;

import io.github.sosapp.python.PythonVersion;

/**
 * Where packages get installed in the image: a virtual environment (PEP 405), or a prefix of the interpreter itself.
 *
 * @param directory absolute, for example {@code /opt/venv}
 * @param packages name of the directory that holds packages
 */
public record VirtualEnvironment(String directory, PythonVersion python, String packages) {

    /** Where packages are. */
    public String sitePackages() {
        return directory + "/lib/python" + python.minor() + "/" + packages;
    }

    /** Where scripts are. */
    public String scripts() {
        return directory + "/bin";
    }

    /** The interpreter that scripts name in their first line. */
    public String interpreter() {
        return scripts() + "/python";
    }

    String headers(String distribution) {
        return directory + "/include/site/python" + python.minor() + "/" + distribution;
    }
}
