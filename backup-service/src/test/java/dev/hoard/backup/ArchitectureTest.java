package dev.hoard.backup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "dev.hoard.backup", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyThePlatformIsUsedFromOutside = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hoard.gateway..",
                    "dev.hoard.campaign..",
                    "dev.hoard.sync..",
                    "dev.hoard.export..",
                    "dev.hoard.localstack..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.hoard.backup.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theOriginKnowsNothingOfBackups = noClasses()
            .that()
            .resideInAPackage("dev.hoard.backup.origin")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.hoard.backup.archive..", "dev.hoard.backup.restore..");

    @ArchTest
    static final ArchRule whatIsPublicIsUsedBySiblings = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces() // lambdas of siblings leave no trace of the type they are
            .and()
            .doNotHaveSimpleName("BackupServiceApplication")
            .should(beUsedFromAnotherPackage());

    @ArchTest
    static final ArchRule theFileFormatIsFreeOfFrameworks = noClasses()
            .that()
            .haveSimpleNameStartingWith("BackupFile")
            .or()
            .haveSimpleName("VerifiedStream")
            .or()
            .haveSimpleName("DocumentLine")
            .or()
            .haveSimpleName("SnapshotStream")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.mongodb..", "org.bson..", "software.amazon..");

    @ArchTest
    static final ArchRule onlyBackupsKnowsItsCollection = noClasses()
            .that()
            .doNotHaveSimpleName("Backups")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.mongodb.client..");

    @ArchTest
    static final ArchRule controllersLeaveTheStoresAlone = noClasses()
            .that()
            .areAnnotatedWith(RestController.class)
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are stores",
                    store -> store.getSimpleName().matches("Backups|BackupObjects|Jobs|Campaign|Accounts")));

    @ArchTest
    static final ArchRule controllerMethodsAreNotPublic = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(RestController.class)
            .should()
            .notBePublic();

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses all) {
        classes()
                .should(new ArchCondition<JavaClass>("live in a @NullMarked package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(new SimpleConditionEvent(type, marked, type.getName() + " is not null-marked"));
                    }
                })
                .check(all);
    }

    private static ArchCondition<JavaClass> beUsedFromAnotherPackage() {
        return new ArchCondition<>("be used from another package of the service") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used = type.getDirectDependenciesToSelf().stream()
                        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
                events.add(new SimpleConditionEvent(
                        type, used, type.getName() + " is public and used by nobody outside its package"));
            }
        };
    }
}
