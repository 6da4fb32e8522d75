package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs that README.md and docs/*.md print are compiled and run. A program is a java block below a line
 * {@code <!-- run -->}; where a text block follows it, that is what it must print.
 */
class GuideTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Pattern BLOCK = Pattern.compile(
            "<!-- run -->\\s*```java\\n(?<code>.*?)\\n```(?:(?:(?!```|<!-- run -->).)*?```text\\n(?<output>.*?)```)?",
            Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("(?:class|record|interface)\\s+(\\w+)");

    @TempDir
    private Path directory;

    private final StandardJavaFileManager manager;

    GuideTest() throws IOException {
        manager = files();
    }

    @AfterEach
    void closeManager() throws IOException {
        manager.close();
    }

    record Program(String name, String code, @Nullable String output) {

        boolean isComplete() {
            return code.contains("static void main(");
        }

        /** The statements as a class of this name. */
        String asClass(String type) {
            StringBuilder imports = new StringBuilder("import java.util.*;\n");
            StringBuilder body = new StringBuilder();
            code.lines()
                    .forEach(line -> (line.startsWith("import ") ? imports : body)
                            .append(line)
                            .append('\n'));
            return imports + "class " + type + " { public static void main(String[] arguments) throws Exception {\n"
                    + body + "}}\n";
        }
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatTheGuideSays() throws IOException {
        List<Path> pages = new ArrayList<>();
        pages.add(ROOT.resolve("README.md"));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<Program> programs = new ArrayList<>();
        for (Path page : pages) {
            if (Files.exists(page)) {
                programs.addAll(programs(ROOT.relativize(page).toString(), Files.readString(page)));
            }
        }
        Path together = compiledTogether(programs);
        return programs.stream()
                .map(program -> DynamicTest.dynamicTest(program.name(), () -> {
                    String printed = together == null || program.isComplete()
                            ? run(program)
                            : printed(together, snippet(programs.indexOf(program)));
                    if (program.output() != null) {
                        assertThat(printed.strip()).isEqualTo(program.output().strip());
                    }
                }));
    }

    @Test
    void findsProgramsAndTheirOutput() {
        String page = """
                <!-- run -->
                ```java
                A
                ```
                prints
                ```text
                B
                ```
                ```java
                not run
                ```
                <!-- run -->
                ```java
                C
                ```
                <!-- run -->
                ```java
                D
                ```
                ```text
                E
                ```
                """;

        List<Program> programs = programs("page", page);

        assertThat(programs)
                .containsExactly(
                        new Program("page 1", "A", "B"),
                        new Program("page 2", "C", null),
                        new Program("page 3", "D", "E"));
    }

    @Test
    void runsAProgram() throws Exception {
        assertThat(run(new Program("p", "System.out.println(List.of(1, 2));", null))
                        .strip())
                .isEqualTo("[1, 2]");
        assertThat(run(new Program(
                        "p", "class Own { public static void main(String[] a) { System.out.print(3); } }", null)))
                .isEqualTo("3");
    }

    static List<Program> programs(String page, String text) {
        List<Program> programs = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text.replace("\r\n", "\n"));
        while (matcher.find()) {
            String output = matcher.group("output");
            programs.add(new Program(
                    page + " " + (programs.size() + 1), matcher.group("code"), output == null ? null : output.strip()));
        }
        return programs;
    }

    /** Compiles and runs a program: a type with main, or imports and statements. */
    private String run(Program program) throws Exception {
        String type = "Snippet";
        String source = program.code();
        if (program.isComplete()) {
            Matcher matcher = TYPE.matcher(source);
            assertThat(matcher.find()).as(program.name() + " declares a type").isTrue();
            type = matcher.group(1);
        } else {
            source = program.asClass(type);
        }
        Path folder = Files.createTempDirectory(directory, "program");
        Path file = Files.writeString(folder.resolve(type + ".java"), source);
        StringWriter messages = new StringWriter();
        assertThat(compile(List.of(file), folder, messages))
                .as(program.name() + ": " + messages)
                .isTrue();
        return printed(folder, type);
    }

    private static String snippet(int program) {
        return "Snippet" + program;
    }

    /**
     * Compiles all programs of statements by one call, since every call reads the classes of the libraries again.
     *
     * @return the folder of the classes; null where one does not compile: then each is compiled alone, and says so itself
     */
    private @Nullable Path compiledTogether(List<Program> programs) throws IOException {
        Path folder = Files.createTempDirectory(directory, "programs");
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            if (!programs.get(i).isComplete()) {
                files.add(Files.writeString(
                        folder.resolve(snippet(i) + ".java"), programs.get(i).asClass(snippet(i))));
            }
        }
        return compile(files, folder, new StringWriter()) ? folder : null;
    }

    /** One manager for all programs: to read the index of every jar again for each of them would be most of the time. */
    private static StandardJavaFileManager files() throws IOException {
        StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, StandardCharsets.UTF_8);
        List<File> path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .filter(File::exists)
                .toList();
        files.setLocation(StandardLocation.CLASS_PATH, path);
        return files;
    }

    private boolean compile(List<Path> files, Path folder, StringWriter messages) throws IOException {
        manager.setLocation(StandardLocation.CLASS_OUTPUT, List.of(folder.toFile()));
        return ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        manager,
                        null,
                        List.of("-proc:none"),
                        null,
                        manager.getJavaFileObjectsFromPaths(files))
                .call();
    }

    private static String printed(Path folder, String type) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, GuideTest.class.getClassLoader())) {
            return printed(loader.loadClass(type));
        }
    }

    private static String printed(Class<?> type) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            var main = type.getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
