package dev.claviger.testkit;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import org.codehaus.groovy.runtime.FormatHelper;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Initialises classes of Groovy, which REST Assured runs on, in one thread before a test sends requests from several: two threads that
 * meet them first at the same time can wait for each other's class initialisation for ever.
 */
public final class GroovyWarmUp implements QuarkusTestBeforeClassCallback {
    @Override
    public void beforeClass(Class<?> testClass) {
        var _ = InvokerHelper.getMetaClass(Object.class);
        var _ = FormatHelper.toString("");
    }
}
