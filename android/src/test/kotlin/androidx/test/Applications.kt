// The same for the stages of the application.
package androidx.test.runner.lifecycle

enum class ApplicationStage { PRE_ON_CREATE, CREATED }

interface ApplicationLifecycleMonitor

object ApplicationLifecycleMonitorRegistry {
    @JvmStatic
    fun registerInstance(@Suppress("UNUSED_PARAMETER") monitor: ApplicationLifecycleMonitor) = Unit
}
