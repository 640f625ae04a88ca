package cn.dianfei.field

/**
 * Stands on what calls a newer Android than the oldest we run on, behind a check
 * of the version. The build lets such calls through nowhere else.
 */
@Retention(AnnotationRetention.BINARY)
@Target(AnnotationTarget.FUNCTION, AnnotationTarget.CONSTRUCTOR, AnnotationTarget.CLASS)
annotation class NeedsNewerApi
