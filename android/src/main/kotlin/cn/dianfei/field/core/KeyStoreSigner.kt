package cn.dianfei.field.core

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import cn.dianfei.core.KeyStoreException
import cn.dianfei.core.Signer
import java.security.GeneralSecurityException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.ECGenParameterSpec

/** The phone's own key in Android's key store; the private half never leaves it. */
class KeyStoreSigner : Signer {
    override fun publicKey(): ByteArray = said {
        store().getCertificate(ALIAS)?.publicKey?.encoded ?: made()
    }

    override fun sign(bytes: ByteArray): ByteArray = said {
        val key = store().getKey(ALIAS, null) as PrivateKey
        Signature.getInstance("SHA256withECDSA").run {
            initSign(key)
            update(bytes)
            sign()
        }
    }

    private fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    private fun made(): ByteArray {
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_SIGN)
            .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
            .setDigests(KeyProperties.DIGEST_SHA256)
            .build()
        val generator = KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER)
        generator.initialize(spec)
        return generator.generateKeyPair().public.encoded
    }

    private fun <T> said(call: () -> T): T = try {
        call()
    } catch (failed: GeneralSecurityException) {
        throw KeyStoreException.Failed(failed.toString())
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val ALIAS = "dianfei.phone"
    }
}
