package dev.hoard.sync.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestHashTest {

    /** The vectors of docs/protocol.md, made by its JavaScript. */
    @ParameterizedTest
    @CsvSource({
        "01890a5d-ac96-774b-bcce-b302099a8057, 1, 193, 5de8ebe07acc2b44",
        "01890A5D-AC96-774B-BCCE-B302099A8057, 1, 193, 5de8ebe07acc2b44",
        "00000000-0000-0000-0000-000000000000, 9007199254740991, 152, b3ece74a00f6910c",
    })
    void sync12_theHashesAreThoseOfTheProtocol(String id, long rev, int bucket, String checksum) {
        assertThat(DigestHash.bucket(id)).isEqualTo(bucket);
        assertThat(String.format("%016x", DigestHash.checksum(id, rev))).isEqualTo(checksum);
    }

    @Test
    void sync12_idsSpreadOverAllBuckets() {
        int[] counts = new int[DigestHash.BUCKETS];
        for (int i = 0; i < 100_000; i++) {
            counts[DigestHash.bucket("01890a5d-ac96-774b-bcce-%012x".formatted(i))]++;
        }

        assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(300);
        assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(500);
    }

    /** Two revisions that change places between two documents are the likeliest difference that could cancel out. */
    @Test
    void sync12_whatChangesPlacesDoesNotCancelOut() {
        long one = DigestHash.checksum("01890a5d-ac96-774b-bcce-b302099a8057", 10)
                ^ DigestHash.checksum("01890a5d-ac96-774b-bcce-b302099a8058", 11);
        long other = DigestHash.checksum("01890a5d-ac96-774b-bcce-b302099a8057", 11)
                ^ DigestHash.checksum("01890a5d-ac96-774b-bcce-b302099a8058", 10);

        assertThat(one).isNotEqualTo(other);
    }
}
