// A server's private key that lies in a token.
#ifndef COPENSSL_TOKEN_H
#define COPENSSL_TOKEN_H

#include "context.h"
#include "provider.h"

/// A key that has the public half of the certificate's, and whose signatures the signer makes.
static inline EVP_PKEY *copenssl_token_key(
    OSSL_LIB_CTX *library, const EVP_PKEY *public_half, struct copenssl_signer signer) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM parameters[4], *next = parameters;
    char group[32] = "";
    unsigned char bytes[copenssl_public_max];
    size_t count = 0;
    int is_rsa = EVP_PKEY_is_a(public_half, "RSA");
    if (is_rsa) {
        BIGNUM *modulus = NULL;
        if (!EVP_PKEY_get_bn_param(public_half, OSSL_PKEY_PARAM_RSA_N, &modulus)) return NULL;
        int size = BN_num_bytes(modulus);
        int is_native =
            size <= copenssl_public_max && BN_bn2nativepad(modulus, bytes, size) == size;
        BN_free(modulus);
        if (!is_native) return NULL;
        *next++ = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, bytes, (size_t)size);
    } else {
        if (!EVP_PKEY_is_a(public_half, "EC")
            || !EVP_PKEY_get_group_name(public_half, group, sizeof group, NULL)
            || !EVP_PKEY_get_octet_string_param(
                public_half, OSSL_PKEY_PARAM_PUB_KEY, bytes, sizeof bytes, &count)) {
            return NULL;
        }
        *next++ = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
        *next++ = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes, count);
    }
    *next++ = OSSL_PARAM_construct_octet_string("apus-signer", &signer, sizeof signer);
    *next = OSSL_PARAM_construct_end();
    EVP_PKEY_CTX *maker =
        EVP_PKEY_CTX_new_from_name(library, is_rsa ? "RSA" : "EC", "provider=apustoken");
    if (maker == NULL || EVP_PKEY_fromdata_init(maker) != 1
        || EVP_PKEY_fromdata(maker, &key, EVP_PKEY_KEYPAIR, parameters) != 1) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(maker);
    return key;
}

/// Whether what one key signs is what the other verifies.
static inline enum copenssl_loading copenssl_prove(
    OSSL_LIB_CTX *library, EVP_PKEY *key, EVP_PKEY *public_half) {
    static const unsigned char text[] = "is this key the certificate's?";
    unsigned char signature[copenssl_public_max];
    size_t count = sizeof signature;
    EVP_MD_CTX *signing = EVP_MD_CTX_new(), *verifying = EVP_MD_CTX_new();
    enum copenssl_loading loading = COPENSSL_REFUSED;
    if (EVP_DigestSignInit_ex(signing, NULL, "SHA256", library, NULL, key, NULL) == 1
        && EVP_DigestSign(signing, signature, &count, text, sizeof text) == 1) {
        int is_same =
            EVP_DigestVerifyInit_ex(
                verifying, NULL, "SHA256", library, NULL, public_half, NULL) == 1
            && EVP_DigestVerify(verifying, signature, count, text, sizeof text) == 1;
        loading = is_same ? COPENSSL_LOADED : COPENSSL_MISMATCH;
    }
    EVP_MD_CTX_free(signing);
    EVP_MD_CTX_free(verifying);
    return loading;
}

/// Proves the certificate, which is loaded already, with a key that the signer has.
static inline enum copenssl_loading copenssl_use_token(
    SSL_CTX *context, OSSL_LIB_CTX *library, struct copenssl_signer signer) {
    ERR_clear_error();
    EVP_PKEY *public_half = X509_get0_pubkey(SSL_CTX_get0_certificate(context));
    if (public_half == NULL) return COPENSSL_REFUSED;
    EVP_PKEY *key = copenssl_token_key(library, public_half, signer);
    if (key == NULL) return COPENSSL_REFUSED;
    enum copenssl_loading loading = copenssl_prove(library, key, public_half);
    if (loading == COPENSSL_LOADED && SSL_CTX_use_PrivateKey(context, key) != 1) {
        loading = COPENSSL_REFUSED;
    }
    EVP_PKEY_free(key);
    return loading;
}

#endif
