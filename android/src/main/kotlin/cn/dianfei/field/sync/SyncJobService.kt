package cn.dianfei.field.sync

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import cn.dianfei.field.core.CoreFailure
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.graph
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/**
 * Sends what is unsent while nobody looks, where there is a network. Many phones
 * end such jobs at will: so nobody relies on it, and each screen says what is unsent.
 */
class SyncJobService : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)

    override fun onStartJob(job: JobParameters): Boolean {
        scope.launch {
            sendUnsent(graph.core)
            // It comes again by itself: trying harder would only cost battery.
            jobFinished(job, false)
        }
        return true
    }

    override fun onStopJob(job: JobParameters): Boolean = false

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    companion object {
        private const val JOB = 1
        private const val EVERY_MINUTES = 30L

        /** Has it done from now on, also after the phone was switched off. */
        fun plan(context: Context) {
            val jobs = context.getSystemService(JobScheduler::class.java)
            // Planned anew it would wait its whole time again.
            if (jobs.getPendingJob(JOB) != null) return
            jobs.schedule(
                JobInfo.Builder(JOB, ComponentName(context, SyncJobService::class.java))
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .setPeriodic(TimeUnit.MINUTES.toMillis(EVERY_MINUTES))
                    .setPersisted(true)
                    .build(),
            )
        }
    }
}

/** Sends where something is unsent; a phone that is bound to nobody has nothing. */
internal suspend fun sendUnsent(core: CoreGateway): Boolean = try {
    val status = core.status()
    val isUnsent = status.unsentFacts > 0uL || status.unsentParts > 0uL
    if (isUnsent) core.sync()
    isUnsent
} catch (_: CoreFailure) {
    // Without a signal it is tried again; the strip says what is unsent.
    false
}
