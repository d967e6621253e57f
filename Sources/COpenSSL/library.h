// A library context with what a TLS server needs, and no more.
#ifndef COPENSSL_LIBRARY_H
#define COPENSSL_LIBRARY_H

#include "includes.h"

// OpenSSL 3.0 decodes the key of each certificate that a client shows by asking every decoder and
// every kind of key of every provider, anew each time: a fifth of a handshake. The provider below
// offers all of OpenSSL's own algorithms, but of decoders and kinds of keys only those that can
// occur in a handshake.

/// OpenSSL's own provider, the source of everything offered; NULL when it cannot be had.
static OSSL_PROVIDER *copenssl_default_provider(void) {
    static OSSL_PROVIDER *loaded;
    if (loaded == NULL) loaded = OSSL_PROVIDER_load(NULL, "default");
    return loaded;
}

static int copenssl_is_one_of(const char *names, const char *const *list) {
    for (; *list != NULL; list++) {
        size_t length = strlen(*list);
        if (strncmp(names, *list, length) == 0 && (names[length] == ':' || names[length] == '\0')) {
            return 1;
        }
    }
    return 0;
}

/// Keys of certificates, of key agreement, and of the MAC of TLS 1.2's CBC suites.
static int copenssl_keeps_keys(const OSSL_ALGORITHM *algorithm) {
    static const char *const kept[] = {
        "RSA", "RSA-PSS", "EC", "ED25519", "ED448", "X25519", "X448", "DH", "HMAC", NULL};
    return copenssl_is_one_of(algorithm->algorithm_names, kept);
}

/// Keys as certificates hold them.
static int copenssl_keeps_decoder(const OSSL_ALGORITHM *algorithm) {
    static const char *const kept[] = {"RSA", "RSA-PSS", "EC", "ED25519", "ED448", NULL};
    const char *properties = algorithm->property_definition;
    return properties != NULL && strstr(properties, "input=der") != NULL
           && strstr(properties, "structure=SubjectPublicKeyInfo") != NULL
           && copenssl_is_one_of(algorithm->algorithm_names, kept);
}

/// Ciphers and modes that TLS has suites for.
static int copenssl_keeps_cipher(const OSSL_ALGORITHM *algorithm) {
    static const char *const kept[] = {"-GCM", "-CCM", "-CBC", "Poly1305", "NULL"};
    const char *names = algorithm->algorithm_names;
    if (strstr(names, "-192-") != NULL || strstr(names, "-CTS") != NULL) return 0;
    for (size_t place = 0; place < sizeof kept / sizeof *kept; place++) {
        if (strstr(names, kept[place]) != NULL) return 1;
    }
    return 0;
}

enum { copenssl_kept_max = 63 };

static const OSSL_ALGORITHM *copenssl_filter(
    const OSSL_ALGORITHM *all, int (*keeps)(const OSSL_ALGORITHM *), OSSL_ALGORITHM *kept) {
    int count = 0;
    if (all == NULL || kept[0].algorithm_names != NULL) return kept;
    for (; all->algorithm_names != NULL && count < copenssl_kept_max; all++) {
        if (keeps(all)) kept[count++] = *all;
    }
    return kept;
}

static const OSSL_ALGORITHM *copenssl_query(void *provider, int operation, int *is_transient) {
    static OSSL_ALGORITHM decoders[copenssl_kept_max + 1], keys[copenssl_kept_max + 1],
        ciphers[copenssl_kept_max + 1];
    (void)provider;
    if (operation == OSSL_OP_ENCODER || operation == OSSL_OP_STORE) return NULL;
    const OSSL_ALGORITHM *all =
        OSSL_PROVIDER_query_operation(copenssl_default_provider(), operation, is_transient);
    if (operation == OSSL_OP_DECODER) return copenssl_filter(all, copenssl_keeps_decoder, decoders);
    if (operation == OSSL_OP_KEYMGMT) return copenssl_filter(all, copenssl_keeps_keys, keys);
    if (operation == OSSL_OP_CIPHER) return copenssl_filter(all, copenssl_keeps_cipher, ciphers);
    return all;
}

static int copenssl_capabilities(
    void *provider, const char *capability, OSSL_CALLBACK *callback, void *argument) {
    (void)provider;
    return OSSL_PROVIDER_get_capabilities(
        copenssl_default_provider(), capability, callback, argument);
}

static int copenssl_start_provider(
    const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core, const OSSL_DISPATCH **functions,
    void **provider) {
    static const OSSL_DISPATCH offered[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))copenssl_query},
        {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))copenssl_capabilities},
        {0, NULL},
    };
    (void)handle, (void)core;
    *functions = offered;
    *provider = OSSL_PROVIDER_get0_provider_ctx(copenssl_default_provider());
    return 1;
}

/// The context, to be made once and never freed; NULL for OpenSSL's own context, where that was
/// told to use other providers (FIPS) or memory is exhausted.
static inline OSSL_LIB_CTX *copenssl_library(void) {
    OPENSSL_init_ssl(0, NULL);  // reads openssl.cnf
    if (EVP_default_properties_is_fips_enabled(NULL) || !OSSL_PROVIDER_available(NULL, "default")) {
        return NULL;
    }
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    // The lists are filled now, before several threads ask for them.
    static const int filtered[] = {OSSL_OP_DECODER, OSSL_OP_KEYMGMT, OSSL_OP_CIPHER};
    for (size_t place = 0; place < sizeof filtered / sizeof *filtered; place++) {
        int is_transient = 0;
        if (copenssl_default_provider() == NULL) break;
        copenssl_query(NULL, filtered[place], &is_transient);
    }
    if (copenssl_default_provider() == NULL || library == NULL
        || OSSL_PROVIDER_add_builtin(library, "apus", copenssl_start_provider) != 1
        || OSSL_PROVIDER_load(library, "apus") == NULL) {
        OSSL_LIB_CTX_free(library);
        ERR_clear_error();
        return NULL;
    }
    return library;
}

#endif
