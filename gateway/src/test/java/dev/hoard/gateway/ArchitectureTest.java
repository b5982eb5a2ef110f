package dev.hoard.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
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
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.hoard.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ofOtherModulesOnlyThePlatformIsUsed = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.hoard..")
                    .and(not(resideInAnyPackage("dev.hoard.gateway..", "dev.hoard.platform.."))));

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("dev.hoard.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule routingKnowsNothingOfAccounts = noClasses()
            .that()
            .resideInAnyPackage("..routing..", "..ratelimit..", "..readiness..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..account..", "..session..", "..admin..", "..password..", "com.mongodb..");

    @ArchTest
    static final ArchRule nothingBlocksWhereRequestsAreProxied = noClasses()
            .that()
            .resideInAnyPackage("..routing..", "..ratelimit..", "..policy..", "..web..")
            .should()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith("block")));

    @ArchTest
    static final ArchRule noServletFindsItsWayIn = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.springframework.web.servlet..");

    @ArchTest
    static final ArchRule controllersAndFiltersAreNobodysBusiness = classes()
            .that()
            .haveSimpleNameEndingWith("Controller")
            .or()
            .haveSimpleNameEndingWith("Filter")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule settingsAreRecords =
            classes().that().haveSimpleNameEndingWith("Properties").should().beRecords();

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

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
}
