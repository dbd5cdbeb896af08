package io.github.sosapp.service;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.Preparation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a language decides about an image; settings that all languages share come on top.
 *
 * @param base what it wants to stand on
 * @param baseAdditions what it puts on any base, for the console, for example {@code certificates 2026-10}
 * @param description of the service for the console, its first word saying what it is, for example {@code module
 *     example.com/x, 7 direct dependencies, go 1.21.13}
 * @param inputs files and directory trees that decide the outputs of the preparations; all must be unchanged for an image
 *     to be up to date
 * @param inputValues anything else that decides them, by name (access settings that change nothing are left out)
 * @param warnings for the console
 * @param versionProbe arguments with which the service prints its version, to be tried on the host; empty for none
 */
public record ServicePlan(
        BaseRequest base,
        List<String> baseAdditions,
        String description,
        List<Preparation> preparations,
        List<LayerPlan> layers,
        ExecutionConfig execution,
        List<Path> inputs,
        SortedMap<String, String> inputValues,
        List<String> warnings,
        Optional<List<String>> versionProbe) {}
