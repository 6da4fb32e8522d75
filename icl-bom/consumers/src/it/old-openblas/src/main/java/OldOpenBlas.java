import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs {@link Consumer} on the OpenBLAS that is wrong on AVX-512 processors: icl4j must either refuse it with a message
 * that says what to do, or, where this processor happens to be one that it is right on, compute right.
 */
public final class OldOpenBlas {

    private static final List<String> EXPECTED = List.of(
            "java.lang.IllegalStateException: The BLAS on the class path",
            "Found: org.bytedeco:openblas 0.3.19-1.5.7 with org.bytedeco:javacpp 1.5.7",
            "Import org.icl4j:icl-bom",
            "<groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.31-1.5.13</version></dependency>",
            "<groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version></dependency>");

    private OldOpenBlas() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        run("as the processor is detected", null);
        if (Files.exists(Path.of("/proc/cpuinfo")) && Files.readString(Path.of("/proc/cpuinfo")).contains("avx512")) {
            // What OpenBLAS 0.3.19 itself chooses on most processors with AVX-512.
            run("with its AVX-512 kernels", "SkylakeX");
        }
    }

    private static void run(String how, String core) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "Consumer")
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("OPENBLAS_"));
        if (core != null) {
            environment.put("OPENBLAS_CORETYPE", core);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        System.out.println("OpenBLAS 0.3.19, " + how + ":");
        System.out.println(output);
        if (exit == 0 && output.contains(": residual ")) {
            System.out.println("=> right on this processor, verified by its residual");
            return;
        }
        for (String line : EXPECTED) {
            if (!output.contains(line)) {
                throw new AssertionError("neither a right answer nor the message expected; missing: " + line);
            }
        }
        System.out.println("=> refused, with the message expected");
    }
}
