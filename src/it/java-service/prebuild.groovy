import io.github.sosapp.testing.Layouts

Layouts.twoPlatforms(new File(basedir, 'base').toPath(), 7, 1, 1000)
return true
