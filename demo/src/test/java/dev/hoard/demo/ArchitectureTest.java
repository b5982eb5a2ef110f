package dev.hoard.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hoard.demo", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** A client that shares a class with the server would share its mistakes too. */
    @ArchTest
    static final ArchRule knowsTheSuiteByItsProtocolOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.hoard.demo..", "java..", "tools.jackson..", "org.jspecify..");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.hoard.demo.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theClientTellsNoStory = noClasses()
            .that()
            .resideInAnyPackage("..client..", "..content..", "..takeout..", "..srd..", "..table..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..story..");
}
