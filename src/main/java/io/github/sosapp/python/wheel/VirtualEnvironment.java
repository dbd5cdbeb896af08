package io.github.sosapp.python.wheel;

import io.github.sosapp.python.PythonVersion;

/**
 * Where a virtual environment is in the image (PEP 405).
 *
 * @param directory absolute, for example {@code /opt/venv}
 */
public record VirtualEnvironment(String directory, PythonVersion python) {

    /** Where packages are. */
    public String sitePackages() {
        return directory + "/lib/python" + python.minor() + "/site-packages";
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
