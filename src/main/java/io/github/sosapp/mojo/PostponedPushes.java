package io.github.sosapp.mojo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;

/**
 * The pushes that wait for the last module of a reactor, kept where Maven keeps what a plugin knows of a project, as
 * maven-deploy-plugin does for {@code deployAtEnd}. Nothing is pushed when a module fails.
 */
final class PostponedPushes {

    private static final String KEY = PostponedPushes.class.getName();

    private final MavenSession session;
    private final MavenProject project;
    private final PluginDescriptor plugin;

    PostponedPushes(MavenSession session, MavenProject project, PluginDescriptor plugin) {
        this.session = session;
        this.project = project;
        this.plugin = plugin;
    }

    /**
     * Pushes with the last module that pushes; at once when that is this one.
     *
     * @param push fails with one of Maven's two exceptions, which name the module it is of
     */
    void add(Callable<Void> push) throws MojoExecutionException, MojoFailureException {
        reached(push);
    }

    /** This module's turn is over without anything to wait for. */
    void passOver() throws MojoExecutionException, MojoFailureException {
        reached(() -> null);
    }

    private void reached(Callable<Void> push) throws MojoExecutionException, MojoFailureException {
        List<Callable<Void>> due = new ArrayList<>();
        // Modules may run at the same time; the session is the one thing that all of them share.
        synchronized (session) {
            context(project).putIfAbsent(KEY, new ArrayList<Callable<Void>>());
            waiting(project).orElseThrow().add(push);
            List<MavenProject> modules = session.getProjects();
            if (modules.stream().allMatch(module -> waiting(module).isPresent() || !pushes(module))) {
                for (MavenProject module : modules) {
                    waiting(module).ifPresent(list -> {
                        due.addAll(list);
                        list.clear();
                    });
                }
            }
        }
        for (Callable<Void> each : due) {
            run(each);
        }
    }

    private static void run(Callable<Void> push) throws MojoExecutionException, MojoFailureException {
        try {
            push.call();
        } catch (MojoExecutionException | MojoFailureException | RuntimeException failure) {
            throw failure;
        } catch (Exception other) {
            throw new IllegalStateException("a push may fail in two ways only", other);
        }
    }

    /** Present, though perhaps empty, as soon as the module's turn to push was reached. */
    @SuppressWarnings("unchecked")
    private Optional<List<Callable<Void>>> waiting(MavenProject module) {
        return Optional.ofNullable((List<Callable<Void>>) context(module).get(KEY));
    }

    private Map<String, Object> context(MavenProject module) {
        return session.getPluginContext(plugin, module);
    }

    private boolean pushes(MavenProject module) {
        Plugin own = module.getPlugin(plugin.getPluginLookupKey());
        return own == null
                ? module.getPackaging().equals("sos-image")
                : own.getExecutions().stream()
                        .filter(execution -> !"none".equals(execution.getPhase()))
                        .anyMatch(execution -> execution.getGoals().contains("push"));
    }
}
