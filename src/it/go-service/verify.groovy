import groovy.json.JsonSlurper
import io.github.sosapp.image.layout.LayoutCheck

def sos = new File(basedir, 'target/sos').toPath()
def summary = LayoutCheck.verify(sos.resolve('production'))
def digest = summary.digest().toString()
def description = new JsonSlurper().parse(sos.resolve('production.json').toFile())
def report = new JsonSlurper().parse(sos.resolve('report.json').toFile())

assert description.digest == digest && report.digest == digest
assert sos.resolve('production.digest').toFile().text == digest + '\n'
assert new File(basedir, 'build.log').text.contains('go-service 1.4.0-SNAPSHOT unchanged (' + digest[0..18])

def config = sos.resolve('production/blobs/sha256/' + summary.platforms()[0].config().hex())
def labels = new JsonSlurper().parse(config.toFile()).config.Labels
assert labels.team == 'emergency' && labels['org.opencontainers.image.title'] == 'Emergency'
assert labels['org.opencontainers.image.version'] == '1.4.0-SNAPSHOT'
