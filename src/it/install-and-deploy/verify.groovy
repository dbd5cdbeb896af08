import groovy.json.JsonSlurper

def deployed = new File(basedir, 'repository/io/github/sos-app/it/install-and-deploy/1.0.0')
def image = new JsonSlurper().parse(new File(deployed, 'install-and-deploy-1.0.0.json'))
assert image.name == 'install-and-deploy' && image.tags == ['1.0.0', 'latest'] && image.digest ==~ /sha256:[0-9a-f]{64}/
// Maven 4 writes the POM anew and adds the one of the build.
assert new File(deployed, 'install-and-deploy-1.0.0.pom').text.contains('<packaging>sos-image</packaging>')
assert deployed.list().every { it =~ /-1\.0\.0(-build)?\.(json|pom)(\.\w+)?$/ }

def log = new File(basedir, 'build.log').text
assert log.contains('install-and-deploy not pushed: sos.push = false (-Dsos.push on the command line)')
assert log.contains('install-and-deploy skipped: sos.skip = true (-Dsos.skip on the command line)')
assert !new File(basedir, 'target/sos').exists()
