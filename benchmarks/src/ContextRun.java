import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.engine.docker.context.IgnoreRules;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;

/** Writes the build context of a directory to standard output. */
final class ContextRun {

    private ContextRun() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            BuildContext.of(root, IgnoreRules.find(root, Path.of("Dockerfile")), new TreeMap<>())
                    .writeTo(out);
        }
    }
}
