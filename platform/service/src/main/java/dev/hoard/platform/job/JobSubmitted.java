package dev.hoard.platform.job;

/** Published within the service when a job was submitted; the worker wakes, and the service may wake its siblings. */
public record JobSubmitted(Job job) {}
