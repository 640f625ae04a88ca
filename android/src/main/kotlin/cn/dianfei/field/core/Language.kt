package cn.dianfei.field.core

import android.content.res.Resources
import cn.dianfei.core.Words

/** The words in the language of the configuration: Chinese, or English for all others. */
fun Resources.say(words: Words): String =
    if (configuration.locales[0].language == "zh") words.zh else words.en
