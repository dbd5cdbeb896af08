import groovy.json.JsonSlurper
import io.github.sosapp.image.layout.LayoutCheck

def installed = new File(localRepositoryPath, 'io/github/sos-app/it/jar-module/1.0.0')
assert new File(installed, 'jar-module-1.0.0.jar').length() > 0
def image = new JsonSlurper().parse(new File(installed, 'jar-module-1.0.0-image.json'))
assert image.digest == LayoutCheck.verify(new File(basedir, 'target/sos/production').toPath()).digest().toString()
