package org.icl4j.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text from bytes. Where the JDK's reader would put a replacement character, this one says which byte is wrong, and where. */
final class StrictReader extends Reader {

    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** What bytes above 127 most often are, in files that are not UTF-8. */
    private static final Charset GUESS = Charset.forName("windows-1252");

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer text = CharBuffer.allocate(BUFFER).limit(0);
    private boolean ended;
    private long decoded;
    private long line = 1;

    StrictReader(InputStream in, Charset encoding) {
        this.in = in;
        this.decoder = encoding.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] characters, int offset, int length) throws IOException {
        while (!text.hasRemaining()) {
            if (!decode()) {
                return -1;
            }
        }
        int count = Math.min(length, text.remaining());
        text.get(characters, offset, count);
        return count;
    }

    /** Decodes some more bytes; false at the end. */
    private boolean decode() throws IOException {
        boolean start = decoded == 0;
        int before = bytes.position();
        text.clear();
        CoderResult result = decoder.decode(bytes, text, ended);
        decoded += bytes.position() - before;
        text.flip();
        for (int i = 0; i < text.limit(); i++) {
            line += text.get(i) == '\n' ? 1 : 0;
        }
        if (start && text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
            text.position(1);
        }
        if (text.hasRemaining()) {
            return true;
        }
        if (result.isError()) {
            throw problem(result.length());
        }
        if (ended) {
            return false;
        }
        fill();
        return true;
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
    }

    private EncodingException problem(int length) {
        byte wrong = bytes.get(bytes.position());
        String name = decoder.charset().name();
        String what = String.format(
                Locale.ROOT, "%d: byte 0x%02x (number %d of the text) is not %s", line, wrong, decoded + 1, name);
        if (!decoder.charset().equals(StandardCharsets.UTF_8)) {
            return new EncodingException(what + "; give the file's own --encoding");
        }
        if (ended && bytes.remaining() <= length) {
            return new EncodingException(what + ", the text ends inside a character; the file may be cut short");
        }
        String letter = new String(new byte[] {wrong}, GUESS);
        boolean known = letter.codePointAt(0) != 0xFFFD;
        return new EncodingException(what + "; give the file's encoding, such as --encoding windows-1252"
                + (known ? ", in which it is \"" + letter + '"' : ""));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
