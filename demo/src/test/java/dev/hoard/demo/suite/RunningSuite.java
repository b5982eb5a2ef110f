package dev.hoard.demo.suite;

import dev.hoard.demo.client.Accounts;
import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Json;
import dev.hoard.localstack.launcher.WholeSuite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The packaged services and their infrastructure as real processes, started once for all stories of this module. */
public final class RunningSuite {

    private static final Path PROJECT = Path.of("..");

    private final WholeSuite suite;

    private RunningSuite() {
        suite = WholeSuite.inTemporaryFolder(PROJECT, System.out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stop-suite"));
        suite.bringUp();
    }

    /** The first caller waits for its start. */
    public static RunningSuite shared() {
        return Shared.SUITE;
    }

    public HoardApi api() {
        return new HoardApi(suite.gateway());
    }

    public Accounts accounts(HoardApi api) {
        return new Accounts(api, admin());
    }

    public Credentials admin() {
        return new Credentials(suite.administratorEmail(), suite.administratorPassword());
    }

    /** What {@code ./dev demo} tells the demo. */
    public Map<String, String> environment() {
        return Map.of(
                "HOARD_URL", suite.gateway().toString(),
                "HOARD_ADMIN_EMAIL", suite.administratorEmail(),
                "HOARD_ADMIN_PASSWORD", suite.administratorPassword());
    }

    /** {@code kill -9} of a service. */
    public void kill(String service) {
        suite.kill(service);
    }

    /** What {@code ./dev up} does: starts what is missing and returns when all is ready. */
    public void bringUp() {
        suite.bringUp();
    }

    /** Where the services' databases are. */
    String mongo() {
        return suite.mongo();
    }

    /**
     * What an operator does when campaign-service's database was restored from an older copy, before clients come back
     * (docs/internal-api.md).
     */
    String beginNewEpoch() {
        Call call = Call.post("/internal/epoch").with("Authorization", "Bearer " + operatorsToken());
        return new HoardApi(suite.internal("campaign"))
                .send(call)
                .expect(200)
                .object()
                .required("epoch")
                .asString();
    }

    private String operatorsToken() {
        String claims = Json.object()
                .put("sub", "operator")
                .put("aud", "hoard-internal")
                .put("exp", Instant.now().plusSeconds(60).getEpochSecond())
                .toString();
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"svc+jwt\"}") + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(suite.serviceKey()), "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Shared {
        private static final RunningSuite SUITE = new RunningSuite();
    }
}
