package dev.claviger.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Reaches what exists once per JVM. Quarkus loads tests, and the application anew for each profile, in class loaders of their
 * own, each with its own statics; what must be shared lives in the system class loader and is spoken to by reflection.
 */
final class JvmWide {
    private JvmWide() {}

    /** Calls a public static method of the shared twin of a class. What comes back must be a type of the JDK, or unseen. */
    static Object call(Class<?> host, String method, Object... arguments) {
        try {
            Class<?> twin = Class.forName(host.getName(), true, ClassLoader.getSystemClassLoader());
            Class<?>[] types = new Class<?>[arguments.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = arguments[i].getClass();
            }
            return twin.getMethod(method, types).invoke(null, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(failed);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("%s.%s is not reachable".formatted(host, method), missing);
        }
    }

    /** Makes an object of the system class loader speak an interface of ours. */
    static <T> T view(Class<T> type, Object target) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return twin(method, target).invoke(target, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        return type.cast(proxy);
    }

    private static Method twin(Method method, Object target) throws ReflectiveOperationException {
        Class<?> owner = Class.forName(
                method.getDeclaringClass().getName(), true, target.getClass().getClassLoader());
        return owner.getMethod(method.getName(), method.getParameterTypes());
    }
}
