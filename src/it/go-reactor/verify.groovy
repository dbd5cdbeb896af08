import io.github.sosapp.image.layout.LayoutCheck

def log = new File(basedir, 'build.log').text
for (service in ['auth', 'location']) {
    def digest = LayoutCheck.verify(new File(basedir, service + '/target/sos/production').toPath()).digest()
    assert log.contains(service + ' 1.0.0-SNAPSHOT unchanged (' + digest.toString()[0..18])
}
assert log.contains('go-reactor: no service here, nothing to build')
assert log.contains('shared: no service here, nothing to build')
assert !new File(basedir, 'shared/target/sos').exists() && !new File(basedir, 'target/sos').exists()
