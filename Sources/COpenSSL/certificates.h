// Judging certificates, and the names in them.
#ifndef COPENSSL_CERTIFICATES_H
#define COPENSSL_CERTIFICATES_H

#include "includes.h"

// ---- Verification ----------------------------------------------------------------------------

/// What verification came to.
struct copenssl_verdict {
    /// X509_V_OK, or the first thing held against the chain.
    int error;
    int depth;
    /// The certificate it is held against, to be freed by the caller; NULL when there is none.
    X509 *certificate;
    /// Seconds since 1970 between which every certificate of a good chain is valid.
    int64_t valid_from, valid_until;
};

/// Seconds since 1970; the other value when the time cannot be read.
static inline int64_t copenssl_seconds(const ASN1_TIME *time, int64_t other) {
    struct tm parts;
    return time != NULL && ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : other;
}

static inline void copenssl_take_validity(
    const STACK_OF(X509) *chain, struct copenssl_verdict *verdict) {
    verdict->valid_from = INT64_MIN;
    verdict->valid_until = INT64_MAX;
    for (int place = 0; place < sk_X509_num(chain); place++) {
        const X509 *certificate = sk_X509_value(chain, place);
        int64_t from = copenssl_seconds(X509_get0_notBefore(certificate), INT64_MAX);
        int64_t until = copenssl_seconds(X509_get0_notAfter(certificate), INT64_MIN);
        if (from > verdict->valid_from) verdict->valid_from = from;
        if (until < verdict->valid_until) verdict->valid_until = until;
    }
}

/// In place of a time: certificates and lists count whatever their dates.
#define COPENSSL_ANY_TIME INT64_MIN

/// Verifies a client's certificate, the first of those it showed, at a time in seconds since 1970.
static inline struct copenssl_verdict copenssl_verify(
    X509_STORE *store, STACK_OF(X509) *shown, unsigned long flags, int security_level,
    int64_t now) {
    struct copenssl_verdict verdict = {X509_V_ERR_OUT_OF_MEM, 0, NULL, 0, 0};
    X509_STORE_CTX *verification = X509_STORE_CTX_new();
    if (verification != NULL && sk_X509_num(shown) > 0
        && X509_STORE_CTX_init(verification, store, sk_X509_value(shown, 0), shown) == 1) {
        // As libssl sets it for a server.
        X509_STORE_CTX_set_default(verification, "ssl_client");
        X509_STORE_CTX_set_flags(verification, flags);
        if (now == COPENSSL_ANY_TIME) {
            X509_STORE_CTX_set_flags(verification, X509_V_FLAG_NO_CHECK_TIME);
        } else {
            X509_STORE_CTX_set_time(verification, 0, (time_t)now);
        }
        X509_VERIFY_PARAM_set_auth_level(
            X509_STORE_CTX_get0_param(verification), security_level);
        int is_good = X509_verify_cert(verification) == 1;
        verdict.error = X509_STORE_CTX_get_error(verification);
        if (is_good) {
            copenssl_take_validity(X509_STORE_CTX_get0_chain(verification), &verdict);
        } else {
            if (verdict.error == X509_V_OK) verdict.error = X509_V_ERR_UNSPECIFIED;
            verdict.depth = X509_STORE_CTX_get_error_depth(verification);
            verdict.certificate = X509_STORE_CTX_get_current_cert(verification);
            if (verdict.certificate != NULL) X509_up_ref(verdict.certificate);
        }
    }
    X509_STORE_CTX_free(verification);
    ERR_clear_error();
    return verdict;
}

/// The DER of the certificates, one behind the other, to be freed with copenssl_free; NULL when
/// memory is exhausted.
static inline unsigned char *copenssl_encode(const STACK_OF(X509) *shown, size_t *count) {
    size_t total = 0;
    for (int place = 0; place < sk_X509_num(shown); place++) {
        int length = i2d_X509(sk_X509_value(shown, place), NULL);
        if (length <= 0) return NULL;
        total += (size_t)length;
    }
    unsigned char *bytes = (unsigned char *)OPENSSL_malloc(total + 1), *end = bytes;
    if (bytes == NULL) return NULL;
    for (int place = 0; place < sk_X509_num(shown); place++) {
        i2d_X509(sk_X509_value(shown, place), &end);
    }
    *count = total;
    return bytes;
}

/// Verifies what copenssl_encode wrote, perhaps long ago.
static inline struct copenssl_verdict copenssl_verify_encoded(
    X509_STORE *store, const unsigned char *bytes, size_t count, unsigned long flags,
    int security_level, int64_t now) {
    struct copenssl_verdict verdict = {X509_V_ERR_OUT_OF_MEM, 0, NULL, 0, 0};
    const unsigned char *end = bytes + count;
    STACK_OF(X509) *shown = sk_X509_new_null();
    int is_whole = shown != NULL;
    while (is_whole && bytes < end) {
        X509 *certificate = d2i_X509(NULL, &bytes, end - bytes);
        is_whole = certificate != NULL && sk_X509_push(shown, certificate) > 0;
        if (!is_whole) X509_free(certificate);
    }
    if (is_whole) verdict = copenssl_verify(store, shown, flags, security_level, now);
    sk_X509_pop_free(shown, X509_free);
    ERR_clear_error();
    return verdict;
}

/// A store that trusts what the context's own store trusts; NULL when memory is exhausted.
static inline X509_STORE *copenssl_new_store(SSL_CTX *context) {
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *trusted = X509_STORE_get1_all_certs(SSL_CTX_get_cert_store(context));
    int is_whole = store != NULL && trusted != NULL;
    for (int place = 0; is_whole && place < sk_X509_num(trusted); place++) {
        is_whole = X509_STORE_add_cert(store, sk_X509_value(trusted, place)) == 1;
    }
    sk_X509_pop_free(trusted, X509_free);
    if (is_whole) return store;
    X509_STORE_free(store);
    return NULL;
}

/// Checks certificates against the lists that another store has; 0 when memory is exhausted.
static inline int copenssl_copy_revocations(X509_STORE *store, X509_STORE *other) {
    int is_whole = X509_STORE_lock(other);
    if (!is_whole) return 0;
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(other);
    for (int place = 0; is_whole && place < sk_X509_OBJECT_num(objects); place++) {
        X509_CRL *list = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(objects, place));
        if (list != NULL) is_whole = X509_STORE_add_crl(store, list) == 1;
    }
    X509_STORE_unlock(other);
    return is_whole && X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) == 1;
}

/// What the cipher list demands of certificates (Suite B), in the form of verification flags.
static inline unsigned long copenssl_verify_flags(SSL_CTX *context) {
    return (unsigned long)SSL_CTX_set_cert_flags(context, 0) & X509_V_FLAG_SUITEB_128_LOS;
}

// ---- Names in certificates -------------------------------------------------------------------

/// The subject as RFC 2253 writes it, to be freed with copenssl_free; NULL when memory is
/// exhausted.
static inline char *copenssl_subject(X509 *certificate, size_t *count) {
    char *copy = NULL, *bytes = NULL;
    BIO *text = BIO_new(BIO_s_mem());
    if (text == NULL) return NULL;
    X509_NAME *name = X509_get_subject_name(certificate);
    if (name != NULL && X509_NAME_print_ex(text, name, 0, XN_FLAG_RFC2253) >= 0) {
        *count = (size_t)BIO_get_mem_data(text, &bytes);
        copy = (char *)OPENSSL_malloc(*count + 1);
        if (copy != NULL && *count > 0) memcpy(copy, bytes, *count);
    }
    BIO_free(text);
    return copy;
}

/// The first common name in UTF-8, to be freed with copenssl_free; NULL when there is none.
static inline char *copenssl_common_name(X509 *certificate, size_t *count) {
    X509_NAME *name = X509_get_subject_name(certificate);
    int place = name == NULL ? -1 : X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (place < 0) return NULL;
    unsigned char *bytes = NULL;
    ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place));
    int length = ASN1_STRING_to_UTF8(&bytes, value);
    ERR_clear_error();
    if (length < 0) return NULL;
    *count = (size_t)length;
    return (char *)bytes;
}

/// The first alternative name of a kind (GEN_DNS, GEN_EMAIL, GEN_URI) in a certificate's DER, to be
/// freed with copenssl_free; NULL when there is none.
static inline char *copenssl_alternative_name(
    const unsigned char *bytes, size_t length, int kind, size_t *count) {
    char *copy = NULL;
    X509 *certificate = d2i_X509(NULL, &bytes, (long)length);
    GENERAL_NAMES *names = certificate == NULL
        ? NULL
        : (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int place = 0; copy == NULL && place < sk_GENERAL_NAME_num(names); place++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, place);
        if (name->type != kind) continue;
        const ASN1_STRING *value = name->d.ia5;
        *count = (size_t)ASN1_STRING_length(value);
        copy = (char *)OPENSSL_malloc(*count + 1);
        if (copy == NULL) break;
        if (*count > 0) memcpy(copy, ASN1_STRING_get0_data(value), *count);
    }
    GENERAL_NAMES_free(names);
    X509_free(certificate);
    ERR_clear_error();
    return copy;
}

/// The client's own certificate among those it showed; lent.
static inline X509 *copenssl_first(const STACK_OF(X509) *shown) {
    return sk_X509_value(shown, 0);
}

static inline void copenssl_free(void *bytes) { OPENSSL_free(bytes); }

#endif
