package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.debian.PackageSet;
import io.github.sosapp.debian.PackageSuccessor;
import io.github.sosapp.debian.rootfs.Rootfs;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.CutFiles;
import io.github.sosapp.plan.StandardLabels;
import io.github.sosapp.python.bytecode.BytecodeCompiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/** A base whose packages are known exactly. */
final class PackagesBase implements BaseImage {

    private final BaseRequest request;
    private final PackageSet set;
    private final SortedMap<Platform, List<LockedPackage>> packages;
    private final Optional<AddedRuntime> runtime;
    private final Optional<CompiledLibrary> library;
    private final List<String> warnings;
    private final Function<Platform, PackageSuccessor> successors;
    private final BaseAssembler assembler;
    private final LayerStore store;

    /** @param successors asked only when a package has vanished */
    PackagesBase(
            BaseRequest request,
            PackageSet set,
            SortedMap<Platform, List<LockedPackage>> packages,
            Optional<AddedRuntime> runtime,
            Optional<CompiledLibrary> library,
            List<String> warnings,
            Function<Platform, PackageSuccessor> successors,
            BaseAssembler assembler,
            LayerStore store) {
        this.request = request;
        this.set = set;
        this.packages = packages;
        this.runtime = runtime;
        this.library = library;
        this.warnings = List.copyOf(warnings);
        this.successors = successors;
        this.assembler = assembler;
        this.store = store;
    }

    @Override
    public String description() {
        int count = packages.values().iterator().next().size();
        String added = runtime.map(more -> ", " + more.description()).orElse("");
        return "debian " + set.suite() + ", " + set.name() + ", " + count + " packages" + added;
    }

    @Override
    public Optional<StandardLabels.Base> label() {
        return Optional.empty();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("base", request.base());
        json.put("set", set.name());
        json.put("rules", BaseAssembler.VERSION);
        json.put("compression", store.compression().settingValue());
        Json.putAll(json, "leftOut", set.omitted());
        library.ifPresent(compiled -> json.put("bytecode", BytecodeCompiler.VERSION));
        putRules(json.putArray("rulesForFiles"));
        ObjectNode platforms = json.putObject("packages");
        packages.forEach((platform, chosen) -> {
            ArrayNode array = platforms.putArray(platform.toString());
            chosen.forEach(locked -> array.add(LockDocument.json(locked)));
        });
        runtime.ifPresent(added -> added.describe(json));
        return json;
    }

    private void putRules(ArrayNode array) {
        List<LockedPackage> any =
                packages.values().stream().flatMap(List::stream).toList();
        assembler
                .cutRules(set.name(), added(any), any)
                .forEach(rule -> array.addObject()
                        .put("do", rule.keeps() ? "keep" : "cut")
                        .put("packages", rule.packages())
                        .put("paths", rule.paths())
                        .put("reason", rule.reason()));
    }

    @Override
    public PlatformBase on(Platform platform, Path directory) {
        try {
            Digest key = key(platform);
            Optional<AssembledLayers> known = remembered(key, platform, directory);
            Optional<List<Layer>> layers = locate(known, directory);
            if (layers.isEmpty()) {
                store.memory().forget(key);
                known = remembered(key, platform, directory);
                layers = locate(known, directory);
            }
            return new PlatformBase(Optional.of(config(platform, known.orElseThrow())), layers.orElseThrow());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Empty when what is remembered cannot be read. */
    private Optional<AssembledLayers> remembered(Digest key, Platform platform, Path directory) {
        return AssembledLayers.parse(
                store.memory().get(key, () -> assemble(platform, directory).text()));
    }

    private Optional<List<Layer>> locate(Optional<AssembledLayers> known, Path directory) throws IOException {
        return known.isEmpty() ? Optional.empty() : known.get().locate(digest -> store.find(digest, directory));
    }

    /** Everything that decides the bytes of the layers. */
    private Digest key(Platform platform) {
        ObjectNode json = Json.object();
        json.put("set", set.name());
        json.put("rules", BaseAssembler.VERSION);
        json.put("compression", store.compression().settingValue());
        json.put("writer", store.format());
        library.ifPresent(compiled -> json.put("bytecode", BytecodeCompiler.VERSION));
        ArrayNode array = json.putArray("packages");
        packages.get(platform).forEach(locked -> array.add(locked.sha256().hex() + (isAdded(locked) ? " added" : "")));
        runtime.ifPresent(added -> added.identify(platform, json));
        return Digest.of(Json.bytes(json));
    }

    private AssembledLayers assemble(Platform platform, Path directory) {
        List<LockedPackage> chosen = packages.get(platform);
        Path work = directory.toAbsolutePath().getParent();
        try (Rootfs root = assembler.assemble(set.name(), added(chosen), chosen, successors.apply(platform));
                CompiledLibrary.Compilation compilation = library.map(compiled ->
                                compiled.compile(root.layers(), platform, work, keeping(platform, directory)))
                        .orElse(null)) {
            List<AssembledLayers.Line> lines = new ArrayList<>();
            for (NamedEntries entries : root.layers()) {
                lines.add(write(platform, entries, directory));
            }
            if (compilation != null) {
                lines.add(compilation.layer());
            }
            if (runtime.isPresent()) {
                lines.add(add(runtime.get(), platform, directory));
            }
            return new AssembledLayers(lines, cut(root));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    // Sorted, so that the same packages give the same text.
    private List<CutFiles> cut(Rootfs root) {
        return root.cut().stream()
                .map(cut -> new CutFiles(
                        cut.rule().packages(), cut.rule().paths(), cut.rule().reason(), cut.files(), cut.bytes()))
                .sorted(Comparator.comparing(CutFiles::paths).thenComparing(CutFiles::packages))
                .toList();
    }

    @Override
    public List<CutFiles> cut(Platform platform) {
        return store.memory()
                .find(key(platform))
                .flatMap(AssembledLayers::parse)
                .map(AssembledLayers::cut)
                .orElse(List.of());
    }

    private AssembledLayers.Line write(Platform platform, NamedEntries entries, Path directory) throws IOException {
        Layer layer = store.write(set.suite() + "/" + set.name() + " " + platform, entries, directory);
        return new AssembledLayers.Line(
                entries.name(),
                layer.descriptor(),
                layer.diffId(),
                layer.uncompressedSize().orElseThrow());
    }

    // Other packages may change, and platforms differ in them: what was compiled does not.
    private CompiledLibrary.Keeping keeping(Platform platform, Path directory) {
        return (modules, making) -> {
            Digest key = Digest.of(("compiled " + modules + ' ' + store.format()).getBytes(StandardCharsets.UTF_8));
            Optional<AssembledLayers.Line> known = store.memory()
                    .kept(key)
                    .flatMap(AssembledLayers::parse)
                    .map(kept -> kept.layers().get(0));
            if (known.isPresent()
                    && store.find(known.get().descriptor().digest(), directory).isPresent()) {
                return known.get();
            }
            AssembledLayers.Line line = write(platform, making.make(), directory);
            store.memory().keep(key, new AssembledLayers(List.of(line), List.of()).text());
            return line;
        };
    }

    private AssembledLayers.Line add(AddedRuntime added, Platform platform, Path directory) throws IOException {
        Path work = directory.resolveSibling("runtime-" + platform.fileName());
        CutRuntime.delete(work);
        try {
            return write(platform, added.entries(platform, work), directory);
        } finally {
            CutRuntime.delete(work);
        }
    }

    private Set<String> added(List<LockedPackage> chosen) {
        Set<String> added = new TreeSet<>();
        chosen.stream().filter(this::isAdded).forEach(locked -> added.add(locked.name()));
        return added;
    }

    // What the set needs anyway and somebody asks for all the same is wanted whole, and so not as the set has it.
    private boolean isAdded(LockedPackage locked) {
        return request.packages().more().contains(locked.name())
                || request.packages().more().contains(locked.wanted());
    }

    private static ImageConfig config(Platform platform, AssembledLayers layers) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin");
        environment.put("LANG", "C.UTF-8");
        environment.put("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt");
        ExecutionConfig nothing = ExecutionConfig.of("", List.of());
        ExecutionConfig execution = new ExecutionConfig(
                "",
                List.of(),
                List.of(),
                environment,
                nothing.ports(),
                nothing.volumes(),
                "",
                "",
                Optional.empty(),
                nothing.labels());
        return ImageConfig.of(
                platform,
                Instant.EPOCH,
                execution,
                layers.layers().stream()
                        .map(line -> ImageConfig.LayerLine.of(line.name(), line.diffId()))
                        .toList());
    }

    private BuildFailure unwritable(IOException cause) {
        return BuildFailure.ofWorld("cannot assemble the base " + request.base())
                .because(cause.getMessage())
                .causedBy(cause)
                .remedy("make room on the disk, and let this user write to target and to the cache");
    }
}
