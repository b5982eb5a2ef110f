package dev.hoard.campaign;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.hoard.campaign", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("dev.hoard.campaign.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ofTheSuiteOnlyThePlatformIsUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hoard.gateway..",
                    "dev.hoard.sync..",
                    "dev.hoard.backup..",
                    "dev.hoard.export..",
                    "dev.hoard.localstack..");

    @ArchTest
    static final ArchRule rulesOfDocumentsAreFreeOfFrameworks = noClasses()
            .that()
            .resideInAnyPackage(
                    "..shape..", "..party..", "..encounter..", "..creature..", "..preferences..", "..merge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.mongodb..", "org.bson..", "jakarta..");

    @ArchTest
    static final ArchRule whatDecidesKnowsNeitherStorageNorFrameworks = noClasses()
            .that()
            .haveNameMatching(
                    ".*\\.mutation\\.(Decider|Decision|Arbiter|Ruling|Round|Sent|Edit|Expectation|Mutation|Outcome|Batch|Wish)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.mongodb..", "org.bson..", "jakarta..");

    @ArchTest
    static final ArchRule mongoIsKnownWhereThingsAreStored = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..campaign.document..", "..campaign.conflict..", "..campaign.sequence..", "..campaign.asset..")
            .and()
            .haveSimpleNameNotEndingWith("Configuration")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.mongodb..", "org.bson..");

    @ArchTest
    static final ArchRule whatIsPublicIsUsedByASibling = classes()
            .that()
            .haveModifier(PUBLIC)
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveSimpleName("CampaignApplication")
            .should(beUsedByAnotherPackage());

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(liveInANullMarkedPackage());

    @ArchTest
    static final ArchRule settingsAreRecords =
            classes().that().haveSimpleNameEndingWith("Properties").should().beRecords();

    private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
        return new ArchCondition<>("be used by another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                // Of a sealed type and its cases often only the cases are named.
                boolean used = Stream.concat(Stream.of(type), type.getAllSubclasses().stream())
                        .flatMap(each -> each.getDirectDependenciesToSelf().stream())
                        .anyMatch(dependency ->
                                !dependency.getOriginClass().getPackage().equals(type.getPackage()));
                events.add(new SimpleConditionEvent(type, used, type.getName() + " is public for nobody"));
            }
        };
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " is not @NullMarked"));
            }
        };
    }
}
