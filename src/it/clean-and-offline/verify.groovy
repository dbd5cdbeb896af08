import io.github.sosapp.image.layout.LayoutCheck

def digest = LayoutCheck.verify(new File(basedir, 'target/sos/production').toPath()).digest().toString()
def images = new File(basedir, 'build.log').readLines().findAll { it =~ /image +clean-and-offline:/ }
assert images.size() == 2 && images.every { it.contains(digest[0..18]) }
