package io.github.sosapp.image.layer;

import io.github.sosapp.image.MediaType;

/** How a layer's tar archive is stored; part of every block key, because it decides the bytes. */
public enum Compression {
    GZIP("gzip"),
    GZIP_FAST("gzip:fast"),
    GZIP_BEST("gzip:best"),
    ZSTD("zstd");

    private final String settingValue;

    Compression(String settingValue) {
        this.settingValue = settingValue;
    }

    /** As written in {@code sos.compression}. */
    public String settingValue() {
        return settingValue;
    }

    /** The media type of layers (image-spec, layer.md). */
    public String layerMediaType() {
        return this == ZSTD ? MediaType.LAYER_ZSTD : MediaType.LAYER_GZIP;
    }
}
