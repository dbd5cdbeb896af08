package io.github.sosapp.service.java.extension;

import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;

/** An extension of jib's Maven plugin, found and configured. */
public interface PlanExtension {

    /** As the POM lists it. */
    String name();

    /** Where it is listed, for example {@code pom.xml}. */
    String origin();

    /**
     * What it makes of the plan.
     *
     * @throws io.github.sosapp.failure.BuildFailure when it fails
     */
    ContainerBuildPlan extend(ContainerBuildPlan plan);
}
