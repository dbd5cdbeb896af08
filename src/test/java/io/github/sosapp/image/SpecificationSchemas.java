package io.github.sosapp.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;

/** Judges documents by the published JSON schemas of the image specification. */
public final class SpecificationSchemas {

    private static final String HERE = "classpath:io/github/sosapp/image/schema/";

    private SpecificationSchemas() {}

    /** @param schema for example {@code config-schema} */
    public static void assertValid(String schema, byte[] document) throws IOException {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V4,
                builder -> builder.schemaMappers(
                        mappers -> mappers.mapPrefix("https://opencontainers.org/schema/image/", HERE)
                                .mapPrefix("https://opencontainers.org/schema/", HERE)));
        JsonSchema judge = factory.getSchema(SchemaLocation.of(HERE + schema + ".json"));
        assertThat(judge.validate(Json.parse(document))).isEmpty();
    }
}
