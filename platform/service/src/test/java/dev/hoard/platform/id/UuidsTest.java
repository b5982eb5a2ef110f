package dev.hoard.platform.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidsTest {

    /** The example of RFC 9562, appendix A.4. */
    @Test
    void v5GivesTheUuidOfTheStandardsExample() {
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(Uuids.v5(dns, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void v7CarriesItsMillisecondVersionAndVariant() {
        UUID uuid = Uuids.v7(0x0123_4567_89abL);

        assertThat(uuid).asString().startsWith("01234567-89ab-7");
        assertThat(uuid.variant()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
                "6ba7b8109dad-11d1-80b4-00c04fd430c8-",
                "６ba7b810-9dad-11d1-80b4-00c04fd430c8"
            })
    void findTakesOnlyTheLongForm(String text) {
        assertThat(Uuids.find(text)).isEmpty();
        assertThat(Uuids.find("6BA7B810-9dad-11d1-80b4-00c04fd430c8")).isPresent();
    }
}
