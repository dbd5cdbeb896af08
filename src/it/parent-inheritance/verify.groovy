import groovy.json.JsonSlurper
import io.github.sosapp.image.layout.LayoutCheck

def sos = new File(basedir, 'service/target/sos').toPath()
def config = LayoutCheck.verify(sos.resolve('production')).platforms()[0].config().hex()
def started = new JsonSlurper().parse(sos.resolve('production/blobs/sha256/' + config).toFile()).config
assert started.Labels.subMap('company', 'owner', 'team', 'component') == [company: 'Example', team: 'rescue', component: 'alerts']
assert started.ExposedPorts.keySet() == ['7070/tcp'] as Set
assert new JsonSlurper().parse(sos.resolve('production.json').toFile()).tags == ['2.0.0-SNAPSHOT', 'rescue']

def table = new File(basedir, 'build.log').readLines()
for (row in [/port +7070 +-Dsos.port on the command line/, /tags +\S.* +team pom.xml/, /labels.owner +\(removed\) +pom.xml.*/,
        /labels.company +Example +company pom.xml/, /registry +ghcr.io\/company +property in company pom.xml/]) {
    assert table.any { it =~ row } : row
}
