package io.github.sosapp.mojo;

public class PackageBasesIT {}
