import groovy.json.JsonSlurper
import io.github.sosapp.image.layout.ImageLayout
import io.github.sosapp.image.layout.LayoutCheck

def log = new File(basedir, 'build.log').text
assert log.contains('the Java service is not built yet') && log.contains('run mvn package')
assert log.contains('library: no service here, nothing to build')
assert !new File(basedir, 'library/target/sos').exists()

def directory = new File(basedir, 'service/target/sos/production')
def digest = LayoutCheck.verify(directory.toPath()).digest()
assert log.count('service 1.0.0-SNAPSHOT unchanged (' + digest.toString()[0..18]) == 1

def layout = ImageLayout.open(directory.toPath())
def manifest = layout.manifest(layout.manifests().get(0))
def config = new JsonSlurper().parse(layout.blob(manifest.config().digest()).toFile())
assert config.history.collect { it.comment }.drop(1) ==
    ['health check', 'dependencies', 'project modules', 'resources', 'classes']

def files = manifest.layers().drop(1).collect { layer ->
    ['tar', '-tzf', layout.blob(layer.digest()).toString()].execute().text.readLines().findAll { !it.endsWith('/') }
}
assert files[1] == ['app/lib/xz-1.12.jar']
assert files[2] == ['app/lib/library-1.0.0-SNAPSHOT.jar']
assert files[3] == ['app/resources/messages.properties']
assert files[4] == ['app/classes/example/Main.class', 'app/classpath']
