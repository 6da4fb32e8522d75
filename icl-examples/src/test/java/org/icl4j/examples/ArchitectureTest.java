package org.icl4j.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.stream.Stream;

/** The order of the modules, and the line between what is public and what is not. */
@AnalyzeClasses(packages = "org.icl4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Top-level ones. About fifteen is the aim; a package that passes this splits by idea. */
    private static final int PUBLIC_TYPES = 17;

    @ArchTest
    static final ArchRule MODULES_DEPEND_DOWNWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("core")
            .definedBy("org.icl4j.core..")
            .layer("kernels")
            .definedBy("org.icl4j.kernels..")
            .layer("solvers")
            .definedBy("org.icl4j.solvers..")
            .layer("attention")
            .definedBy("org.icl4j.attention..")
            .layer("figures")
            .definedBy("org.icl4j.figures..")
            .layer("examples")
            .definedBy("org.icl4j.examples..")
            .whereLayer("core")
            .mayNotAccessAnyLayer()
            .whereLayer("kernels")
            .mayOnlyAccessLayers("core")
            .whereLayer("solvers")
            .mayOnlyAccessLayers("core", "kernels")
            .whereLayer("attention")
            .mayOnlyAccessLayers("core", "kernels", "solvers")
            .whereLayer("figures")
            .mayOnlyAccessLayers("core")
            .whereLayer("examples")
            .mayOnlyAccessLayers("core", "kernels", "solvers", "attention", "figures");

    @ArchTest
    static final ArchRule INTERNALS_OF_CORE_STAY_IN_CORE = internalsStayIn("core");

    @ArchTest
    static final ArchRule INTERNALS_OF_KERNELS_STAY_IN_KERNELS = internalsStayIn("kernels");

    @ArchTest
    static final ArchRule INTERNALS_OF_SOLVERS_STAY_IN_SOLVERS = internalsStayIn("solvers");

    @ArchTest
    static final ArchRule INTERNALS_OF_ATTENTION_STAY_IN_ATTENTION = internalsStayIn("attention");

    /** Overridden methods and private ones are nobody's to call; everything else that a user sees names public types only. */
    @ArchTest
    static final ArchRule SIGNATURES_DO_NOT_MENTION_INTERNALS = members()
            .that(new DescribedPredicate<JavaMember>("are seen by users") {
                @Override
                public boolean test(JavaMember member) {
                    JavaClass owner = member.getOwner();
                    return !owner.getPackageName().contains(".internal")
                            && owner.getModifiers().contains(JavaModifier.PUBLIC)
                            && (member.getModifiers().contains(JavaModifier.PUBLIC)
                                    || member.getModifiers().contains(JavaModifier.PROTECTED))
                            && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
                }
            })
            .should(new ArchCondition<JavaMember>("not mention internal types in their signatures") {
                @Override
                public void check(JavaMember member, ConditionEvents events) {
                    Stream<JavaClass> types = member instanceof JavaCodeUnit unit
                            ? Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                            : Stream.of(((JavaField) member).getRawType());
                    boolean clean =
                            types.noneMatch(type -> type.getPackageName().contains(".internal"));
                    events.add(new SimpleConditionEvent(member, clean, member.getFullName()));
                }
            });

    @ArchTest
    static final ArchRule LIBRARIES_DO_NOT_PRINT_OR_EXIT = noClasses()
            .that(areLibraries())
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    static final ArchRule NOTHING_IS_DESERIALISED =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

    @ArchTest
    static final ArchRule PACKAGES_ARE_SMALL = classes()
            .that(new DescribedPredicate<JavaClass>("stand for their package") {
                @Override
                public boolean test(JavaClass type) {
                    return type.getSimpleName().equals("package-info");
                }
            })
            .should(
                    new ArchCondition<JavaClass>(
                            "have at most " + PUBLIC_TYPES + " public top-level types beside them") {
                        @Override
                        public void check(JavaClass type, ConditionEvents events) {
                            JavaPackage itself = type.getPackage();
                            List<String> names = itself.getClasses().stream()
                                    .filter(other -> other.isTopLevelClass()
                                            && !other.isArray()
                                            && other.getModifiers().contains(JavaModifier.PUBLIC))
                                    .map(JavaClass::getSimpleName)
                                    .sorted()
                                    .toList();
                            events.add(new SimpleConditionEvent(
                                    type,
                                    names.size() <= PUBLIC_TYPES,
                                    itself.getName() + " has " + names.size() + " public types: " + names));
                        }
                    });

    private static ArchRule internalsStayIn(String module) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("org.icl4j." + module + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.icl4j." + module + "..internal.."));
    }

    private static DescribedPredicate<JavaClass> areLibraries() {
        return resideInAPackage("org.icl4j.core..")
                .or(resideInAPackage("org.icl4j.kernels.."))
                .or(resideInAPackage("org.icl4j.solvers.."))
                .or(resideInAPackage("org.icl4j.attention.."))
                .or(resideInAPackage("org.icl4j.figures.."));
    }
}
