package dev.hoard.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hoard.platform", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.hoard.platform.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theLibraryKnowsNoService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hoard.gateway..",
                    "dev.hoard.campaign..",
                    "dev.hoard.sync..",
                    "dev.hoard.backup..",
                    "dev.hoard.export..");

    @ArchTest
    static final ArchRule onlyTheWebPackageKnowsServlets = noClasses()
            .that()
            .resideOutsideOfPackage("dev.hoard.platform.web..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.apache.catalina..", "org.springframework.web.servlet..");

    @ArchTest
    static final ArchRule idsAndProblemsAreFreeOfSpring = noClasses()
            .that()
            .resideInAnyPackage("..platform.id..", "..platform.problem..", "..platform.json..", "..platform.lease..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule settingsAreRecords =
            classes().that().haveSimpleNameEndingWith("Properties").should().beRecords();
}
