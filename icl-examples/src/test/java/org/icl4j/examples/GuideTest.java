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

    record Program(String name, String code, @Nullable String output) {}

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
        return programs.stream()
                .map(program -> DynamicTest.dynamicTest(program.name(), () -> {
                    String printed = run(program);
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
        boolean complete = program.code().contains("static void main(");
        String type = "Snippet";
        String source = program.code();
        if (complete) {
            Matcher matcher = TYPE.matcher(source);
            assertThat(matcher.find()).as(program.name() + " declares a type").isTrue();
            type = matcher.group(1);
        } else {
            StringBuilder imports = new StringBuilder("import java.util.*;\n");
            StringBuilder body = new StringBuilder();
            source.lines()
                    .forEach(line -> (line.startsWith("import ") ? imports : body)
                            .append(line)
                            .append('\n'));
            source = imports + "class Snippet { public static void main(String[] arguments) throws Exception {\n" + body
                    + "}}\n";
        }
        Path folder = Files.createTempDirectory(directory, "program");
        Path file = Files.writeString(folder.resolve(type + ".java"), source);
        compile(program, file, folder);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, GuideTest.class.getClassLoader())) {
            return printed(loader.loadClass(type));
        }
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

    private void compile(Program program, Path file, Path folder) throws IOException {
        StringWriter messages = new StringWriter();
        manager.setLocation(StandardLocation.CLASS_OUTPUT, List.of(folder.toFile()));
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjects(file))
                .call();
        assertThat(compiled).as(program.name() + ": " + messages).isTrue();
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
