package org.icl4j.core.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the writer and the reader of a {@link ModelFile} agree on. */
final class ModelZip {

    static final String JSON = "model.json";
    static final String FORMAT = "icl4j-model";
    static final int FORMAT_VERSION = 1;
    // Names of 64 characters for all of them fit into a directory of 1 MiB.
    static final int MAX_ENTRIES = 4096;
    static final int MAX_JSON = 1 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ModelZip() {}

    static String reason(@Nullable Path path, IOException e) {
        if (path != null && !Files.exists(path)) {
            return path + " does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        // Of a file system's complaint the reason alone: its path is that of a temporary file.
        String message = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
