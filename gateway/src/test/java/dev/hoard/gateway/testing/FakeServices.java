package dev.hoard.gateway.testing;

import dev.hoard.platform.client.ServiceName;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.support.TestPropertySourceUtils;

/** The four services behind a gateway under test, as plain HTTP servers that keep what they were sent. */
public final class FakeServices implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private final Map<ServiceName, FakeService> services = new EnumMap<>(ServiceName.class);

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        for (ServiceName name : ServiceName.values()) {
            if (name != ServiceName.GATEWAY) {
                FakeService service = FakeService.start();
                services.put(name, service);
                TestPropertySourceUtils.addInlinedPropertiesToEnvironment(
                        context, "hoard.services." + name.name().toLowerCase(Locale.ROOT) + "=" + service.base());
            }
        }
        context.getBeanFactory().registerSingleton("fakeServices", this);
    }

    public FakeService campaign() {
        return get(ServiceName.CAMPAIGN);
    }

    public FakeService backup() {
        return get(ServiceName.BACKUP);
    }

    public FakeService sync() {
        return get(ServiceName.SYNC);
    }

    public FakeService get(ServiceName name) {
        FakeService service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no fake of " + name);
        }
        return service;
    }
}
