package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

class PostponedPushesTest {

    private final List<String> pushed = new ArrayList<>();

    @Test
    void nothingIsPushedBeforeTheLastModuleThatPushes() throws Exception {
        MavenProject library = ReactorFixture.module("library", "jar");
        MavenProject first = ReactorFixture.module("first", "sos-image");
        MavenProject last = ReactorFixture.module("last", "sos-image");
        MavenSession session = new ReactorFixture().session(library, first, last);

        add(session, first);
        assertThat(pushed).isEmpty();

        add(session, last);
        assertThat(pushed).containsExactly("first", "last");
    }

    @Test
    void modulesArePushedInTheOrderOfTheReactorWhoeverIsLast() throws Exception {
        MavenProject first = ReactorFixture.module("first", "sos-image");
        MavenProject last = ReactorFixture.module("last", "sos-image");
        MavenSession session = new ReactorFixture().session(first, last);

        add(session, last);
        add(session, first);

        assertThat(pushed).containsExactly("first", "last");
    }

    @Test
    void aModuleThatIsPassedOverDoesNotHoldUpTheOthers() throws Exception {
        MavenProject first = ReactorFixture.module("first", "sos-image");
        MavenProject last = ReactorFixture.module("last", "sos-image");
        MavenSession session = new ReactorFixture().session(first, last);

        add(session, first);
        pushes(session, last).passOver();

        assertThat(pushed).containsExactly("first");
    }

    @Test
    void aJarModuleThatPushesIsWaitedFor() throws Exception {
        MavenProject image = ReactorFixture.module("image", "sos-image");
        MavenProject jar = ReactorFixture.module(
                "jar", "jar", ReactorFixture.plugin("", ReactorFixture.execution("image", "deploy", "push")));
        MavenSession session = new ReactorFixture().session(image, jar);

        add(session, image);
        assertThat(pushed).isEmpty();
        add(session, jar);

        assertThat(pushed).containsExactly("image", "jar");
    }

    @Test
    void aPushThatAModuleSwitchedOffIsNotWaitedFor() throws Exception {
        MavenProject image = ReactorFixture.module("image", "sos-image");
        MavenProject silent = ReactorFixture.module(
                "silent",
                "sos-image",
                ReactorFixture.plugin("", ReactorFixture.execution("default-push", "none", "push")));
        MavenSession session = new ReactorFixture().session(image, silent);

        add(session, image);

        assertThat(pushed).containsExactly("image");
    }

    @Test
    void aPushOfTheCommandLineThatNobodyExpectedIsNotForgotten() throws Exception {
        MavenProject jar = ReactorFixture.module("jar", "jar");
        MavenProject image = ReactorFixture.module("image", "sos-image");
        MavenSession session = new ReactorFixture().session(jar, image);

        add(session, jar);
        add(session, image);

        assertThat(pushed).containsExactly("jar", "image");
    }

    @Test
    void aModuleThatPushesTwiceIsPushedTwiceAndNothingIsRepeated() throws Exception {
        MavenProject image = ReactorFixture.module("image", "sos-image");
        MavenProject other = ReactorFixture.module("other", "sos-image");
        MavenSession session = new ReactorFixture().session(image, other);

        pushes(session, image).add(pushing("image one"));
        pushes(session, image).add(pushing("image two"));
        add(session, other);
        pushes(session, other).add(pushing("other two"));

        assertThat(pushed).containsExactly("image one", "image two", "other", "other two");
    }

    @Test
    void aPushThatFailsAtTheTurnOfAnotherModuleNamesItsOwn() throws Exception {
        MavenProject first = ReactorFixture.module("first", "sos-image");
        MavenProject last = ReactorFixture.module("last", "sos-image");
        MavenSession session = new ReactorFixture().session(first, last);
        pushes(session, first).add(() -> {
            throw new MojoFailureException("first: cannot push");
        });

        assertThatThrownBy(() -> add(session, last))
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("first: cannot push");
        assertThat(pushed).isEmpty();
    }

    private Callable<Void> pushing(String name) {
        return () -> {
            pushed.add(name);
            return null;
        };
    }

    private void add(MavenSession session, MavenProject module) throws Exception {
        pushes(session, module).add(pushing(module.getArtifactId()));
    }

    private static PostponedPushes pushes(MavenSession session, MavenProject module) {
        return new PostponedPushes(session, module, ReactorFixture.descriptor());
    }
}
