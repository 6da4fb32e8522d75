package org.icl4j.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Standard output that remembers its first failure: printers swallow it, and answers cut short by a full disk would look
 * like all there are.
 */
final class StandardOutput extends OutputStream {

    private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
    private @Nullable IOException failure;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            stream.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }

    /** The exit code of a program that would else end with the given one. */
    int exitCode(int code, PrintWriter err) {
        IOException problem = failure;
        // A reader such as head that has read enough is no error.
        if (problem == null || "Broken pipe".equals(problem.getMessage())) {
            return code;
        }
        err.println("icl: standard output: cannot be written (" + problem.getMessage() + ")");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }
}
