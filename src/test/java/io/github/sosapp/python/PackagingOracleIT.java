package io.github.sosapp.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Platform;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our reading of the packaging standards against the library that pip itself uses. */
class PackagingOracleIT {

    private static final List<String> VERSIONS = List.of(
            "1",
            "1.0",
            "1.0.0",
            "1.1",
            "1.10",
            "1.2",
            "2!0.5",
            "1.0a1",
            "1.0.a.1",
            "1.0alpha",
            "1.0-beta2",
            "1.0b2.dev3",
            "1.0rc1",
            "1.0c1",
            "1.0.preview3",
            "1.0.dev4",
            "1.0.post1",
            "1.0-1",
            "1.0.r5",
            "1.0.post1.dev2",
            "1.0rc1.post2",
            "1.0+local",
            "1.0+local.7",
            "1.0+Ubuntu-1",
            "1.0+7",
            "1.0+7.a",
            "v1.0",
            " 1.0 ",
            "0.0.1",
            "2024.8.30",
            "1.0.0.0.1",
            "2.0",
            "2.0a1",
            "2.0.dev1",
            "1.9.9",
            "3.11.2",
            "3.11",
            "0!1.0",
            "1.0+007",
            "10.20.30rc40.post50.dev60",
            "20240101123456",
            "1.0.0-rc.1");
    private static final List<String> NO_VERSIONS =
            List.of("", "abc", "1.0-", "1..0", "1.0+", "1.0+a..b", "1.0 1", "1.0x", "=1", "1.*", "1.0+a_", "١.0");
    private static final List<String> SPECIFIERS = List.of(
            "==1.0",
            "==1.0.*",
            "==1.*",
            "!=1.0",
            "!=1.0.*",
            "<1.0",
            "<=1.0",
            ">1.0",
            ">=1.0",
            "~=1.0",
            "~=1.0.0",
            "~=1.0a1",
            "~=1.0.post1",
            "===1.0",
            ">1.0.post1",
            ">=1.0a1,<2",
            "<2.0",
            "<2.0a2",
            "==1.0+local",
            "!=1.0+local",
            ">=1.0.dev1",
            "==2!0.5",
            ">=0,!=1.0.0,!=1.1.*",
            "==2!0.*",
            "<1.0.post2",
            ">1.0rc1");
    private static final List<String> NO_SPECIFIERS =
            List.of("~=1", ">1.*", "<=1.0+local", "~=1.0+a", "=1", "1.0", "==", "^1.0", ">=1.0.*", "==abc");
    private static final List<String> MARKERS = List.of(
            "python_version >= '3.8'",
            "python_version < '3.11'",
            "python_version == '3.1'",
            "python_version in '3.9 3.10 3.11'",
            "python_version not in '3.9 3.10'",
            "python_full_version <= '3.11.2'",
            "python_full_version < '3.11.0a6'",
            "python_version ~= '3.7'",
            "'3.12' > python_version",
            "sys_platform == 'win32' or sys_platform == 'linux'",
            "sys_platform == \"darwin\" and platform_machine == 'arm64'",
            "platform_machine == 'x86_64'",
            "platform_machine != 'x86_64' and platform_machine != 'AMD64'",
            "(platform_machine == 'aarch64' or platform_machine == 'ppc64le') and python_version < '3.13'",
            "platform_machine == 'aarch64' or platform_machine == 'ppc64le' and python_version < '3'",
            "platform_python_implementation == 'CPython'",
            "platform_python_implementation != 'PyPy'",
            "implementation_name == 'cpython'",
            "implementation_version >= '3.9'",
            "os_name == 'nt'",
            "os_name != 'nt' and sys_platform != 'cygwin'",
            "platform_system == 'Linux'",
            "extra == 'standard'",
            "python_version >= '3.8' and extra == 'standard'",
            "os.name == 'posix'",
            "'linux' in sys_platform",
            "'64' in platform_machine",
            "sys_platform not in 'linux darwin'",
            "python_version >= \"3.7\" and python_version < \"4.0\" and sys_platform == \"linux\"");

    @TempDir
    private static Path work;

    private static String python;

    @BeforeAll
    static void findPip() {
        python = Required.program("python3", "apt-get install python3-pip").toString();
        Required.that(
                Programs.run(work, Map.of(), python, "-c", "import pip._vendor.packaging.markers")
                        .succeeded(),
                "python3 has no pip",
                "apt-get install python3-pip");
    }

    @Test
    void versionsAreOrderedAndSpelledAsPipDoes() throws IOException {
        List<String> ours = new ArrayList<>(VERSIONS);
        Collections.shuffle(ours, new Random(7));
        for (String left : VERSIONS) {
            for (String right : VERSIONS) {
                ours.add(Integer.signum(PythonVersion.parse(left).compareTo(PythonVersion.parse(right))) + " " + left
                        + "|" + right);
            }
        }
        List<String> compared = ours.subList(VERSIONS.size(), ours.size());

        assertThat(compared).containsExactlyElementsOf(ask("""
                for l in lines:
                    for r in lines:
                        a, b = Version(l), Version(r)
                        print((a > b) - (a < b), l + '|' + r)
                """, VERSIONS));
        assertThat(VERSIONS.stream().map(text -> PythonVersion.parse(text).toString()))
                .containsExactlyElementsOf(ask("for l in lines: print(Version(l))", VERSIONS));
        assertThat(NO_VERSIONS.stream().filter(text -> PythonVersion.find(text).isPresent()))
                .isEmpty();
    }

    @Test
    void comparisonsAllowTheVersionsThatPipAllows() throws IOException {
        List<String> ours = SPECIFIERS.stream()
                .map(text -> text + ": "
                        + VERSIONS.stream()
                                .filter(version -> VersionSpecifiers.parse(text).allows(PythonVersion.parse(version)))
                                .collect(Collectors.joining("|")))
                .toList();
        List<String> all = new ArrayList<>(SPECIFIERS);
        all.addAll(VERSIONS);

        assertThat(ours).containsExactlyElementsOf(ask("""
                specifiers, versions = lines[:%1$d], lines[%1$d:]
                for s in specifiers:
                    print(s + ': ' + '|'.join(v for v in versions if SpecifierSet(s).contains(v, prereleases=True)))
                """.formatted(SPECIFIERS.size()), all));
    }

    @Test
    void textsThatPipRefusesAreRefused() throws IOException {
        List<String> refused =
                NO_SPECIFIERS.stream().filter(PackagingOracleIT::isRefused).toList();

        assertThat(refused).containsExactlyElementsOf(ask("""
                for s in lines:
                    try:
                        Specifier(s)
                    except Exception:
                        print(s)
                """, NO_SPECIFIERS)).isEqualTo(NO_SPECIFIERS);
    }

    @Test
    void markersHoldForTheTargetAsPipWouldSayThere() throws IOException {
        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            for (String extra : List.of("", "standard", "standard-too")) {
                TargetPython target = new TargetPython(PythonVersion.parse("3.11.2"), platform, 36);
                Set<PackageName> extras = extra.isEmpty() ? Set.of() : Set.of(PackageName.of(extra));
                List<String> holding = MARKERS.stream()
                        .filter(text -> Marker.parse(text).holds(target, extras))
                        .toList();

                assertThat(holding)
                        .as(platform + " " + extra)
                        .containsExactlyElementsOf(
                                ask("""
                        environment = dict(os_name='posix', sys_platform='linux', platform_machine='%s',
                            platform_python_implementation='CPython', platform_system='Linux', python_version='3.11',
                            python_full_version='3.11.2', implementation_name='cpython', implementation_version='3.11.2',
                            platform_release='', platform_version='', extra='%s')
                        for m in lines:
                            if Marker(m).evaluate(environment): print(m)
                        """.formatted(TargetPython.machine(platform).orElseThrow(), extra), MARKERS));
            }
        }
    }

    @Test
    void requirementsHaveTheSamePartsAsPipSees() throws IOException {
        List<String> requirements = List.of(
                "requests",
                "requests==2.31.0",
                "Requests [security,Socks] >= 2.8.1, == 2.8.* ; python_version > '2.7'",
                "zope.interface>5",
                "ruamel_yaml (>=0.17,<0.19)",
                "uvicorn[standard]==0.29.0",
                "pip @ https://example.com/pip-22.whl",
                "typing-extensions>=4; python_version < '3.12' and extra == 'all'",
                "a1-B2.c3~=1.4.2");
        List<String> ours = requirements.stream()
                .map(Requirement::parse)
                .map(one -> one.name() + " " + one.extras() + " "
                        + one.versions().all().stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining(","))
                        + " " + one.url() + " " + one.marker().toString().replace('\'', '"'))
                .toList();

        assertThat(ours).containsExactlyElementsOf(ask("""
                for l in lines:
                    r = Requirement(l)
                    extras = '[' + ', '.join(sorted(canonicalize_name(e) for e in r.extras)) + ']'
                    specifiers = ','.join(sorted(str(s) for s in r.specifier))
                    print(canonicalize_name(r.name), extras, specifiers, r.url or '', r.marker or '')
                """, requirements));
    }

    @Test
    void tagsAreThoseOfTheInterpreterInTheImage() throws IOException {
        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            TargetPython target = new TargetPython(PythonVersion.parse("3.11.2"), platform, 36);

            assertThat(target.tags()).containsExactlyElementsOf(ask("""
                    for t in tags.cpython_tags(python_version=(3, 11), abis=['cp311'], platforms=lines): print(t)
                    for t in tags.compatible_tags(python_version=(3, 11), interpreter='cp311', platforms=lines): print(t)
                    """, target.platformTags()));
        }
    }

    @Test
    void platformTagsAreThoseOfTheMachine() throws IOException {
        String machine = TargetPython.machine(Platform.ofThisMachine()).orElseThrow();
        TargetPython target = new TargetPython(PythonVersion.parse("3.11.2"), Platform.ofThisMachine(), 36);

        assertThat(target.platformTags()).containsExactlyElementsOf(ask("""
                from pip._vendor.packaging import _manylinux
                _manylinux._get_glibc_version = lambda: (2, 36)
                try:
                    for t in _manylinux.platform_tags(['%1$s']): print(t)
                except TypeError:
                    for t in _manylinux.platform_tags('linux_%1$s', '%1$s'): print(t)
                print('linux_%1$s')
                """.formatted(machine), List.of()));
    }

    @Test
    void namesOfWheelsAreReadAsPipDoes() throws IOException {
        List<String> names = List.of(
                "requests-2.31.0-py3-none-any.whl",
                "six-1.16.0-py2.py3-none-any.whl",
                "cryptography-42.0.5-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
                "numpy-1.26.4-cp311-cp311-musllinux_1_1_aarch64.whl",
                "Foo_Bar-1.0-2b-py3-none-any.whl",
                "torch-2.2.0+cpu-cp311-cp311-linux_x86_64.whl");
        List<String> ours = names.stream()
                .map(WheelName::parse)
                .map(one -> one.name() + " " + one.version() + " "
                        + one.tags().stream().sorted().collect(Collectors.joining(" ")))
                .toList();

        assertThat(ours).containsExactlyElementsOf(ask("""
                for l in lines:
                    name, version, build, ts = parse_wheel_filename(l)
                    print(name, version, *sorted(str(t) for t in ts))
                """, names));
    }

    private static boolean isRefused(String text) {
        try {
            VersionSpecifiers.parse(text);
            return false;
        } catch (IllegalArgumentException refused) {
            return true;
        }
    }

    /** What a few lines of Python print about {@code lines}. */
    private static List<String> ask(String program, List<String> lines) throws IOException {
        Path asked = work.resolve("lines");
        Files.writeString(asked, String.join("\n", lines));
        Path script = work.resolve("ask.py");
        Files.writeString(script, """
                from pip._vendor.packaging import tags
                from pip._vendor.packaging.markers import Marker
                from pip._vendor.packaging.requirements import Requirement
                from pip._vendor.packaging.specifiers import Specifier, SpecifierSet
                from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename
                from pip._vendor.packaging.version import Version
                lines = open('lines').read().split('\\n')
                """ + program);
        return Programs.succeeded(work, Map.of(), python, script.toString())
                .output()
                .lines()
                .toList();
    }
}
