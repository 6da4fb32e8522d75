package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The versions that icl-bom gives to users are those that the build itself uses. */
class BomTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();

    @Test
    void bomAndBuildAgree() throws Exception {
        Map<String, String> build = managed(ROOT.resolve("pom.xml"));
        Map<String, String> bom = managed(ROOT.resolve("icl-bom/pom.xml"));

        assertThat(bom).isNotEmpty();
        assertThat(build).isNotEmpty();
        bom.forEach((artifact, version) -> {
            // The BOM names more platforms than the build runs on; their versions are the artifact's own.
            String known = build.getOrDefault(artifact, build.get(artifact.replaceFirst(":[^:]*$", ":")));
            assertThat(known).as("version of " + artifact + " in the root POM").isNotNull();
            assertThat(version).as("version of " + artifact + " in icl-bom").isEqualTo(known);
        });
    }

    /** "group:artifact:classifier" to version, properties resolved. */
    private static Map<String, String> managed(Path pom) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        Map<String, String> properties = new TreeMap<>();
        child(project, "properties").ifPresent(element -> {
            NodeList nodes = element.getChildNodes();
            for (int i = 0; i < nodes.getLength(); i++) {
                if (nodes.item(i) instanceof Element property) {
                    properties.put(
                            property.getTagName(), property.getTextContent().strip());
                }
            }
        });
        Map<String, String> managed = new TreeMap<>();
        Element management = child(project, "dependencyManagement").orElseThrow();
        NodeList dependencies = management.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String version = text(dependency, "version");
            for (Map.Entry<String, String> property : properties.entrySet()) {
                version = version.replace("${" + property.getKey() + "}", property.getValue());
            }
            managed.put(
                    text(dependency, "groupId") + ":" + text(dependency, "artifactId") + ":"
                            + text(dependency, "classifier"),
                    version);
        }
        // Modules of this build have one version, however it is written.
        String own =
                child(project, "parent").map(parent -> text(parent, "version")).orElse(text(project, "version"));
        managed.replaceAll((artifact, version) -> version.equals("${project.version}") ? own : version);
        return managed;
    }

    private static Optional<Element> child(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    private static String text(Element parent, String name) {
        return child(parent, name)
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }
}
