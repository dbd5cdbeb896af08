package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

class PostponedPushesTest {

    private final List<String> pushed = new ArrayList<>();

    @Test
    void nothingIsPushedBeforeTheLastModuleThatPushes() {
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
    void modulesArePushedInTheOrderOfTheReactorWhoeverIsLast() {
        MavenProject first = ReactorFixture.module("first", "sos-image");
        MavenProject last = ReactorFixture.module("last", "sos-image");
        MavenSession session = new ReactorFixture().session(first, last);

        add(session, last);
        add(session, first);

        assertThat(pushed).containsExactly("first", "last");
    }

    @Test
    void aModuleThatIsPassedOverDoesNotHoldUpTheOthers() {
        MavenProject first = ReactorFixture.module("first", "sos-image");
        MavenProject last = ReactorFixture.module("last", "sos-image");
        MavenSession session = new ReactorFixture().session(first, last);

        add(session, first);
        pushes(session, last).passOver();

        assertThat(pushed).containsExactly("first");
    }

    @Test
    void aJarModuleThatPushesIsWaitedFor() {
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
    void aPushThatAModuleSwitchedOffIsNotWaitedFor() {
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
    void aPushOfTheCommandLineThatNobodyExpectedIsNotForgotten() {
        MavenProject jar = ReactorFixture.module("jar", "jar");
        MavenProject image = ReactorFixture.module("image", "sos-image");
        MavenSession session = new ReactorFixture().session(jar, image);

        add(session, jar);
        add(session, image);

        assertThat(pushed).containsExactly("jar", "image");
    }

    @Test
    void aModuleThatPushesTwiceIsPushedTwiceAndNothingIsRepeated() {
        MavenProject image = ReactorFixture.module("image", "sos-image");
        MavenProject other = ReactorFixture.module("other", "sos-image");
        MavenSession session = new ReactorFixture().session(image, other);

        pushes(session, image).add(() -> pushed.add("image one"));
        pushes(session, image).add(() -> pushed.add("image two"));
        add(session, other);
        pushes(session, other).add(() -> pushed.add("other two"));

        assertThat(pushed).containsExactly("image one", "image two", "other", "other two");
    }

    private void add(MavenSession session, MavenProject module) {
        pushes(session, module).add(() -> pushed.add(module.getArtifactId()));
    }

    private static PostponedPushes pushes(MavenSession session, MavenProject module) {
        return new PostponedPushes(session, module, ReactorFixture.descriptor());
    }
}
