package org.icl4j.examples.data;

import java.io.IOException;

/** Bytes that are not text in the encoding they are read in; the message begins with the line's number. */
final class EncodingException extends IOException {

    private static final long serialVersionUID = 1;

    EncodingException(String message) {
        super(message);
    }
}
