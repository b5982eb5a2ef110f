package dev.hoard.export;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.hoard.export", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule ofOtherModulesOnlyThePlatformIsUsed = noClasses()
            .should()
            .dependOnClassesThat(are(resideInAPackage("dev.hoard.."))
                    .and(are(com.tngtech.archunit.base.DescribedPredicate.not(
                            resideInAPackage("dev.hoard.export..").or(resideInAPackage("dev.hoard.platform.."))))));

    @ArchTest
    static final ArchRule exportingAndImportingKnowTheArchiveButNotEachOther = noClasses()
            .that()
            .resideInAPackage("..job..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hoard.export.importing..");

    @ArchTest
    static final ArchRule importingKnowsNoJobs = noClasses()
            .that()
            .resideInAPackage("..importing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.hoard.export.job..", "dev.hoard.platform.job..");

    @ArchTest
    static final ArchRule theArchiveKnowsNeither = noClasses()
            .that()
            .resideInAPackage("..archive..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.hoard.export.job..", "dev.hoard.export.importing..");

    @ArchTest
    static final ArchRule theFormatIsFreeOfSpring = noClasses()
            .that()
            .resideInAPackage("..archive..")
            .and()
            .doNotHaveSimpleName("AccountSources")
            .and()
            .doNotHaveSimpleName("AccountArchive")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.mongodb..");

    @ArchTest
    static final ArchRule onlyTheApplicationAndTheArchiveArePublic = classes()
            .that()
            .resideOutsideOfPackage("dev.hoard.export.archive..")
            .and()
            .doNotHaveSimpleName("ExportServiceApplication")
            .and()
            .areTopLevelClasses()
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(
                                SimpleConditionEvent.violated(item, item.getName() + " is in no @NullMarked package"));
                    }
                }
            });

    @ArchTest
    static final ArchRule nobodyReadsTheClockBehindOurBack = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule controllersAreNotPublic =
            classes().that().haveSimpleNameEndingWith("Controller").should().notHaveModifier(JavaModifier.PUBLIC);
}
