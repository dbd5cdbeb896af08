package io.github.sosapp.image.layout;

final class LayoutCheck {}
