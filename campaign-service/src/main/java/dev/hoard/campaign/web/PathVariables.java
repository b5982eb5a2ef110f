package dev.hoard.campaign.web;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.platform.id.Uuids;
import java.util.UUID;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Reads ids and resource types in paths; an id has 36 characters, unlike what Java's own parser lets pass. */
@Configuration
class PathVariables implements WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, UUID.class, text -> Uuids.find(text).orElseThrow());
        registry.addConverter(
                String.class,
                ResourceType.class,
                text -> ResourceType.findByPlural(text).orElseThrow());
    }
}
