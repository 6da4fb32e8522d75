package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.icl4j.examples.claims.Claim;
import org.icl4j.examples.claims.Claims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Icl.run(new PrintWriter(out), new PrintWriter(err), false, arguments);
    }

    @Test
    void partOfTheClaimsWithVerdictsAndACount() {
        assertThat(run("verify", "--quick", "--only", "cg-w")).isZero();
        assertThat(out.toString())
                .contains("holds")
                .contains("cg-width")
                .contains("measured 17")
                .contains("2 claims, 0 do not hold");
    }

    @Test
    void jsonIsOneObjectALine() {
        assertThat(run("verify", "--quick", "--json", "--only", "cg-width")).isZero();
        assertThat(out.toString().strip())
                .startsWith("{\"id\": \"cg-width\"")
                .contains("\"holds\": true")
                .endsWith("}")
                .doesNotContain("\n");
    }

    @Test
    void nothingToVerifyIsAnErrorOfOneLine() {
        assertThat(run("verify", "--only", "no such claim")).isEqualTo(2);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString()).contains("no such claim");
    }

    @Test
    void aFailureSaysSo() {
        Claim claim = Claims.find("cg-width").get(0);
        assertThat(VerifyRows.text(claim, Claim.Measured.exact(3), false, 0.1))
                .contains("FAILS")
                .contains("17 to 17")
                .contains("measured 3.0000");
    }

    @Test
    void thePageIsWritten(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("claims.md");
        assertThat(run("verify", "--page", file.toString())).isZero();
        assertThat(Files.readString(file)).isEqualTo(Claims.page());
    }
}
