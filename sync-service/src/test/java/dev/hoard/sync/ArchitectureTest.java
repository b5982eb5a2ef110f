package dev.hoard.sync;

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
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.hoard.sync", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("dev.hoard.sync.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ofTheSuiteOnlyThePlatformIsUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hoard.gateway..",
                    "dev.hoard.campaign..",
                    "dev.hoard.backup..",
                    "dev.hoard.export..",
                    "dev.hoard.localstack..");

    @ArchTest
    static final ArchRule changesAndPagesAreFreeOfSpringAndMongo = noClasses()
            .that()
            .resideInAnyPackage("..sync.change..", "..sync.page..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.mongodb..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule mongoIsKnownWhereThingsAreStored = noClasses()
            .that()
            .resideOutsideOfPackages("..sync.feed..", "..sync.projection..", "..sync.device..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.mongodb..", "org.bson..");

    @ArchTest
    static final ArchRule streamsDoNotKnowTheirTransport = noClasses()
            .that()
            .resideInAPackage("..sync.stream..")
            .and()
            .haveNameNotMatching(".*\\.SseSink(\\$.*|Test)?")
            .and()
            .doNotHaveSimpleName("StreamController")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.servlet..");

    @ArchTest
    static final ArchRule whatIsPublicIsUsedByASibling = classes()
            .that()
            .haveModifier(PUBLIC)
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveSimpleName("SyncServiceApplication")
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
                boolean used = type.getDirectDependenciesToSelf().stream()
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
