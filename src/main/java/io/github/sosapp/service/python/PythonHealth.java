package io.github.sosapp.service.python;

import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.time.Duration;
import java.util.List;

/** The check that needs no shell: a few lines of Python that ask the service over HTTP. */
final class PythonHealth {

    // By a socket: the modules of an HTTP client take several times as long to load as all the rest.
    private PythonHealth() {}

    static HealthCheck check(Settings settings, int port) {
        String path = settings.find(SettingCatalog.HEALTH_PATH)
                .map(PythonHealth::absolute)
                .orElse("/health");
        return new HealthCheck(
                // Without the site module, which would look through the whole environment first.
                List.of(PythonRecipe.INTERPRETER, "-I", "-S", "-c", program(port, path)),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(40),
                3);
    }

    private static String program(int port, String path) {
        return "import os,socket,sys;"
                + "p=int(os.environ.get('SERVICE_PORT','" + port + "'));"
                + "s=socket.create_connection(('127.0.0.1',p),5);"
                + "s.sendall(b'GET " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n');"
                + "a=s.makefile('rb').readline();"
                + "sys.exit(0 if a[9:10]==b'2' else '" + path + " answered: '+a.decode('latin-1').strip())";
    }

    private static String absolute(Setting<String> path) {
        if (!path.value().matches("/[!-&(-\\[\\]-~]*")) {
            throw path.refused("is not the path of an address").remedy("use for example /health");
        }
        return path.value();
    }
}
