package cn.dianfei.field.phone

/**
 * How long a test waits for what must come. It is a guard against waiting for
 * ever and no measure: a machine that does other things too takes long over a
 * first frame or a browser, and nothing is wrong with it.
 */
object Patience {
    const val SECONDS = 60L
    const val MS = SECONDS * 1_000
    const val NS = MS * 1_000_000
}
