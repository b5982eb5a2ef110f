package dev.hoard.platform;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The least service that stands on the platform. */
@SpringBootApplication
public class PlatformTestApplication {}
