package io.github.sosapp.testing;

import io.github.sosapp.service.java.JavaServiceFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A module with a small Java service in it, already compiled and packaged, so that {@code sos:build} can start at once. */
public final class JavaProject {

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example.sos</groupId>
              <artifactId>auth-service</artifactId>
              <version>1.4.0</version>
              <packaging>jar</packaging>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                <project.build.outputTimestamp>2026-11-21T00:00:00Z</project.build.outputTimestamp>
                <sos.platforms>linux/amd64</sos.platforms>
              </properties>
              <build>
                <plugins>
                  <plugin>
                    <groupId>io.github.sos-app</groupId>
                    <artifactId>sos-maven-plugin</artifactId>
                    <version>%s</version>
                    <executions>
                      <execution>
                        <goals>
                          <goal>build</goal>
                        </goals>
                      </execution>
                    </executions>
                    <configuration>
                    </configuration>
                  </plugin>
                  <plugin>
                    <artifactId>maven-resources-plugin</artifactId>
                    <version>3.3.1</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.14.1</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-surefire-plugin</artifactId>
                    <version>3.5.4</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-jar-plugin</artifactId>
                    <version>3.5.0</version>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    private JavaProject() {}

    /** For linux/amd64 only, on Java 17, with nothing but its own class. */
    public static ServiceProject create(Path directory) throws IOException {
        ServiceProject project = new ServiceProject(directory).write("pom.xml", POM.formatted(ServiceProject.VERSION));
        JavaServiceFixture.in(directory).archive("target/auth-service-1.4.0.jar", Map.of("example/Main.class", ""));
        return project;
    }
}
