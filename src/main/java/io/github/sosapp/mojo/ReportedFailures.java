package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.goal.Project;
import io.github.sosapp.report.FailureFile;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;

/** Tells failures of one goal to Maven in its own two kinds, and to programs in a file. */
final class ReportedFailures {

    private final MavenSession session;
    private final MavenProject project;
    private final String goal;

    ReportedFailures(MavenSession session, MavenProject project, String goal) {
        this.session = session;
        this.project = project;
        this.goal = goal;
    }

    /** Takes away what an earlier run left for programs. */
    void forget() {
        file().delete();
    }

    /**
     * Writes the failure down.
     *
     * @return what to throw when the world is at fault
     * @throws MojoFailureException when the user is
     */
    MojoExecutionException report(BuildFailure failure) throws MojoFailureException {
        // Outside of any project there is no place where somebody would look for it.
        if (project.getFile() != null) {
            file().write(project.getArtifactId(), goal, failure);
        }
        String text = "\n" + project.getArtifactId() + ": " + failure.getMessage();
        // Maven prints the messages of all causes one after another. The whole text is in ours, so the cause stays out
        // of sight unless somebody asks for stack traces.
        BuildFailure cause = session.getRequest().isShowErrors() ? failure : null;
        if (failure.blame() == BuildFailure.Blame.USER) {
            throw new MojoFailureException(text, cause);
        }
        return new MojoExecutionException(text, cause);
    }

    private FailureFile file() {
        Path target = Path.of(project.getBuild().getDirectory());
        return new FailureFile(target, target.resolve(Project.WORK));
    }
}
