package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Map;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;

class SettingPlacesTest {

    private final ReactorFixture reactor = new ReactorFixture();

    @Test
    void theCommandLineIsStrongerThanEnvironmentConfigurationAndProperties() {
        MavenProject module = configured("<port>3</port><user>3</user>");
        module.getProperties().setProperty("sos.port", "4");
        module.getProperties().setProperty("sos.workdir", "/four");
        module.getOriginalModel().addProperty("sos.workdir", "/four");
        reactor.userProperties.setProperty("sos.target", "production");
        Map<String, String> environment = Map.of("SOS_PORT", "2", "SOS_TARGET", "development");

        Settings settings = settings(module, environment);

        assertThat(settings.get(SettingCatalog.TARGET).origin()).isEqualTo("-Dsos.target on the command line");
        assertThat(settings.find(SettingCatalog.PORT).orElseThrow())
                .isEqualTo(new Setting<>("port", "2", 2, "environment variable SOS_PORT"));
        assertThat(settings.find(SettingCatalog.USER).orElseThrow().origin()).isEqualTo("pom.xml");
        assertThat(settings.find(SettingCatalog.WORKDIR).orElseThrow())
                .isEqualTo(new Setting<>("workdir", "/four", "/four", "property in pom.xml"));
    }

    @Test
    void aValueOfAParentNamesTheParent() {
        MavenProject module = inheriting("<port>3</port>", "");
        module.getParent().getOriginalModel().addProperty("sos.user", "7");
        module.getProperties().setProperty("sos.user", "7");

        Settings settings = settings(module, Map.of());

        assertThat(settings.find(SettingCatalog.PORT).orElseThrow().origin()).isEqualTo("company-parent pom.xml");
        assertThat(settings.find(SettingCatalog.USER).orElseThrow().origin())
                .isEqualTo("property in company-parent pom.xml");
    }

    @Test
    void aPropertyThatNoPomHasComesFromAProfile() {
        MavenProject module = configured("");
        module.getProperties().setProperty("sos.user", "7");

        assertThat(settings(module, Map.of())
                        .find(SettingCatalog.USER)
                        .orElseThrow()
                        .origin())
                .isEqualTo("property in a profile");
    }

    @Test
    void anEmptyElementTakesTheParentsValueAway() {
        Settings settings = settings(
                inheriting(
                        "<stopSignal>SIGINT</stopSignal><labels><owner>x</owner><team>y</team></labels>",
                        "<stopSignal/><labels><owner/></labels>"),
                Map.of());

        assertThat(settings.find(SettingCatalog.STOP_SIGNAL)).isEmpty();
        assertThat(settings.isRemoved(SettingCatalog.STOP_SIGNAL)).isTrue();
        assertThat(settings.rawMap("labels"))
                .isEqualTo(Map.of(
                        "owner", RawSetting.removed("pom.xml"), "team", RawSetting.of("y", "company-parent pom.xml")));
    }

    @Test
    void anEmptyMapSaysNothing() {
        Settings settings = settings(configured("<labels/><env>  </env><files/><annotations></annotations>"), Map.of());

        for (String map : List.of("labels", "env", "files", "annotations")) {
            assertThat(settings.rawMap(map)).as(map).isEmpty();
        }
    }

    @Test
    void anEmptyMapTakesAllOfTheParentsEntriesAway() {
        Settings settings = settings(
                inheriting(
                        "<labels><owner>x</owner><org.team>y</org.team></labels>"
                                + "<files><conf><from>a</from><to>/a</to></conf></files><env><TZ>Asia/Almaty</TZ></env>",
                        "<labels/><files><conf/></files>"),
                Map.of());

        assertThat(settings.rawMap("labels"))
                .isEqualTo(Map.of("owner", RawSetting.removed("pom.xml"), "org.team", RawSetting.removed("pom.xml")));
        assertThat(settings.map("files")).isEmpty();
        assertThat(settings.map("env")).containsOnlyKeys("TZ");
    }

    @Test
    void anEmptyPropertyTakesAValueAwayToo() {
        MavenProject module = configured("");
        module.getProperties().setProperty("sos.labels.owner", "");
        module.getOriginalModel().addProperty("sos.labels.owner", "");

        assertThat(settings(module, Map.of()).rawMap("labels"))
                .isEqualTo(Map.of("owner", RawSetting.removed("property in pom.xml")));
    }

    @Test
    void namesWithDotsAndNestedElementsAreTheSame() {
        Settings settings = settings(
                configured("<labels><org.example.team>red</org.example.team></labels>"
                        + "<files><rules><from>rules</from><to>/rules</to></rules></files>"
                        + "<go><version>1.21.13</version></go><health.interval>5s</health.interval>"),
                Map.of());

        assertThat(settings.rawMap("labels")).isEqualTo(Map.of("org.example.team", RawSetting.of("red", "pom.xml")));
        assertThat(settings.rawMap("files").keySet()).containsExactly("rules.from", "rules.to");
        assertThat(settings.find(LanguageSettings.GO_VERSION).orElseThrow().origin())
                .isEqualTo("pom.xml");
        assertThat(settings.get(SettingCatalog.HEALTH_INTERVAL).origin()).isEqualTo("pom.xml");
    }

    @Test
    void listsMayBeWrittenAsElementsOrWithCommas() {
        assertThat(settings(configured("<tags><tag>one</tag><tag/><tag>two</tag></tags>"), Map.of())
                        .find(SettingCatalog.TAGS)
                        .orElseThrow()
                        .value())
                .isEqualTo(List.of("one", "two"));
        assertThat(settings(configured("<tags>one,two</tags>"), Map.of())
                        .find(SettingCatalog.TAGS)
                        .orElseThrow()
                        .value())
                .isEqualTo(List.of("one", "two"));
    }

    @Test
    void theConfigurationOfTheExecutionCountsAndOthersDoNot() {
        PluginExecution own = ReactorFixture.execution("image", "package", "build");
        own.setConfiguration(ReactorFixture.dom("<port>1</port>"));
        PluginExecution other = ReactorFixture.execution("other", "package", "build");
        other.setConfiguration(ReactorFixture.dom("<port>2</port>"));
        MavenProject module = ReactorFixture.module("service", "jar", ReactorFixture.plugin("", other, own));

        Settings settings =
                new SettingPlaces(reactor.session(module), module, ReactorFixture.mojo("image"), Map.of()).settings();

        assertThat(settings.find(SettingCatalog.PORT).orElseThrow().value()).isEqualTo(1);
    }

    @Test
    void anUnknownElementIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> settings(inheriting("<prot>1</prot>", ""), Map.of()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no setting sos.prot")
                .hasMessageContaining("company-parent pom.xml")
                .hasMessageContaining("did you mean sos.port?");
    }

    @Test
    void anUnknownEnvironmentVariableIsNot() {
        assertThat(settings(configured(""), Map.of("SOS_PROT", "1")).find(SettingCatalog.PORT))
                .isEmpty();
    }

    @Test
    void onlyTheModulesOwnPomSaysWhatItIs() {
        MavenProject module = inheriting("<language>go</language>", "");
        reactor.userProperties.setProperty("sos.language", "go");

        assertThat(places(module, Map.of("SOS_LANGUAGE", "go")).isSetHere("language"))
                .isFalse();
        assertThat(places(configured("<language>go</language>"), Map.of()).isSetHere("language"))
                .isTrue();
        MavenProject byProperty = configured("");
        byProperty.getOriginalModel().addProperty("sos.language", "go");
        assertThat(places(byProperty, Map.of()).isSetHere("language")).isTrue();
    }

    private Settings settings(MavenProject module, Map<String, String> environment) {
        return places(module, environment).settings();
    }

    private SettingPlaces places(MavenProject module, Map<String, String> environment) {
        return new SettingPlaces(reactor.session(module), module, ReactorFixture.mojo("default-build"), environment);
    }

    private static MavenProject configured(String configuration) {
        return ReactorFixture.module("service", "sos-image", ReactorFixture.plugin(configuration));
    }

    /** A module below a parent, with the configuration that Maven makes of both. */
    private static MavenProject inheriting(String parent, String own) {
        MavenProject module = configured(own);
        MavenProject above = ReactorFixture.module("company-parent", "pom", ReactorFixture.plugin(parent));
        module.setParent(above);
        Xpp3Dom effective = Xpp3Dom.mergeXpp3Dom(ReactorFixture.dom(own), ReactorFixture.dom(parent));
        module.getBuild().getPlugins().get(0).setConfiguration(effective);
        return module;
    }
}
