// What the sessions of a listener share: rules, certificate, key, authorities, lists.
#ifndef COPENSSL_CONTEXT_H
#define COPENSSL_CONTEXT_H

#include "certificates.h"

// ---- Context ---------------------------------------------------------------------------------

/// Answers that there is no passphrase, instead of asking on the terminal.
static int copenssl_no_passphrase(char *bytes, int size, int is_writing, void *was_asked) {
    (void)bytes, (void)size, (void)is_writing;
    *(int *)was_asked = 1;
    return -1;
}

/// A server context with the settings that every listener has; NULL when memory is exhausted.
static inline SSL_CTX *copenssl_server_context(OSSL_LIB_CTX *library) {
    SSL_CTX *context = SSL_CTX_new_ex(library, NULL, TLS_server_method());
    if (context == NULL) return NULL;
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // An idle connection owns no record buffers; a write may be repeated from another address.
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                     | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // One recv per event instead of one per record header and one per record body.
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_dh_auto(context, 1);
    // AES-128 first, which TLS 1.3 demands of everybody: no link of the chain is stronger than
    // 128 bits (P-256, X25519), and its SHA-256 is an instruction of the processor.
    SSL_CTX_set_ciphersuites(
        context,
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    // Sessions to be resumed are kept by whoever sets the callbacks, not by OpenSSL and not in
    // tickets: a ticket would hold the client's certificate, which costs more to decode than the
    // rest of the handshake. A client opens one connection, so one ticket.
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_num_tickets(context, 1);
    return context;
}

/// Sessions are found by their listener's table alone; OpenSSL wants a name for it all the same.
static inline int copenssl_set_id_context(SSL_CTX *context) {
    static const unsigned char name[] = {'a', 'p', 'u', 's'};
    return SSL_CTX_set_session_id_context(context, name, sizeof name);
}

static inline void copenssl_set_lifetime(SSL_CTX *context, long seconds) {
    SSL_CTX_set_timeout(context, seconds);
}

static inline int copenssl_set_minimum_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}

/// What became of a PEM text that was to be loaded.
enum copenssl_loading {
    COPENSSL_LOADED,
    /// It holds nothing of the kind.
    COPENSSL_NONE,
    /// A block cannot be read.
    COPENSSL_MALFORMED,
    /// A passphrase would be needed.
    COPENSSL_ENCRYPTED,
    /// It can be read, and OpenSSL does not take it.
    COPENSSL_REFUSED,
    /// The key is not the certificate's.
    COPENSSL_MISMATCH,
};

/// After a PEM reader has found nothing more: whether that is the end or a broken block.
static inline enum copenssl_loading copenssl_end_of_pem(int was_found) {
    unsigned long error = ERR_peek_last_error();
    if (ERR_GET_LIB(error) != ERR_LIB_PEM || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) {
        return COPENSSL_MALFORMED;
    }
    ERR_clear_error();
    return was_found ? COPENSSL_LOADED : COPENSSL_NONE;
}

/// Shows the certificates of the text to clients: the own one first, then its issuers.
static inline enum copenssl_loading copenssl_use_chain(SSL_CTX *context, BIO *text) {
    int was_asked = 0, count = 0;
    X509 *certificate;
    ERR_clear_error();
    while ((certificate = PEM_read_bio_X509_AUX(text, NULL, copenssl_no_passphrase, &was_asked))) {
        int is_taken = count++ == 0 ? SSL_CTX_use_certificate(context, certificate)
                                    : (int)SSL_CTX_add1_chain_cert(context, certificate);
        X509_free(certificate);
        if (is_taken != 1) return COPENSSL_REFUSED;
    }
    return copenssl_end_of_pem(count > 0);
}

/// Whether the text has a private key of any kind; OpenSSL's decoder does not tell none from bad.
static inline int copenssl_has_key(BIO *text) {
    static const char label[] = "PRIVATE KEY-----";
    const size_t length = sizeof label - 1;
    char *bytes = NULL;
    long count = BIO_get_mem_data(text, &bytes);
    for (long start = 0; start + (long)length <= count; start++) {
        if (memcmp(bytes + start, label, length) == 0) return 1;
    }
    return 0;
}

/// Proves the certificate, which is loaded already, with the first private key of the text.
static inline enum copenssl_loading copenssl_use_key(SSL_CTX *context, BIO *text) {
    int was_asked = 0;
    ERR_clear_error();
    if (!copenssl_has_key(text)) return COPENSSL_NONE;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, copenssl_no_passphrase, &was_asked);
    if (key == NULL) return was_asked ? COPENSSL_ENCRYPTED : COPENSSL_MALFORMED;
    enum copenssl_loading loading = COPENSSL_LOADED;
    if (X509_check_private_key(SSL_CTX_get0_certificate(context), key) != 1) {
        loading = COPENSSL_MISMATCH;
    } else if (SSL_CTX_use_PrivateKey(context, key) != 1) {
        loading = COPENSSL_REFUSED;
    }
    EVP_PKEY_free(key);
    return loading;
}

/// Trusts the certificates of the text to sign clients' certificates, and names them to clients.
static inline enum copenssl_loading copenssl_trust(SSL_CTX *context, BIO *text) {
    int was_asked = 0, count = 0;
    X509 *certificate;
    ERR_clear_error();
    while ((certificate = PEM_read_bio_X509_AUX(text, NULL, copenssl_no_passphrase, &was_asked))) {
        count++;
        int is_taken = X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate)
                       && SSL_CTX_add_client_CA(context, certificate);
        X509_free(certificate);
        if (!is_taken) return COPENSSL_REFUSED;
    }
    return copenssl_end_of_pem(count > 0);
}

/// Checks certificates against the revocation lists of the text, which have to be renewed by
/// `until`, in seconds since 1970.
static inline enum copenssl_loading copenssl_use_revocations(
    X509_STORE *store, BIO *text, int64_t *until) {
    int was_asked = 0, count = 0;
    X509_CRL *list;
    ERR_clear_error();
    while ((list = PEM_read_bio_X509_CRL(text, NULL, copenssl_no_passphrase, &was_asked))) {
        count++;
        int64_t next = copenssl_seconds(X509_CRL_get0_nextUpdate(list), INT64_MAX);
        if (next < *until) *until = next;
        int is_taken = X509_STORE_add_crl(store, list);
        X509_CRL_free(list);
        if (!is_taken) return COPENSSL_REFUSED;
    }
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return copenssl_end_of_pem(count > 0);
}

/// Shows and proves the certificate of another context; 0 when that has none.
static inline int copenssl_copy_identity(SSL_CTX *context, SSL_CTX *other) {
    STACK_OF(X509) *chain = NULL;
    SSL_CTX_get0_chain_certs(other, &chain);
    X509 *certificate = SSL_CTX_get0_certificate(other);
    EVP_PKEY *key = SSL_CTX_get0_privatekey(other);
    return certificate != NULL && key != NULL
           && SSL_CTX_use_cert_and_key(context, certificate, key, chain, 1) == 1;
}

/// Trusts whom another context trusts, and names them to clients; 0 when memory is exhausted.
static inline int copenssl_copy_authorities(SSL_CTX *context, SSL_CTX *other) {
    SSL_CTX_set1_cert_store(context, SSL_CTX_get_cert_store(other));
    STACK_OF(X509_NAME) *names = SSL_CTX_get_client_CA_list(other);
    if (names == NULL) return 1;
    STACK_OF(X509_NAME) *copies = SSL_dup_CA_list(names);
    if (copies == NULL) return 0;
    SSL_CTX_set_client_CA_list(context, copies);
    return 1;
}

/// Completes the chain that clients are shown from the authorities, once: libssl would do so, with
/// all its verification, in every handshake.
static inline void copenssl_complete_chain(SSL_CTX *context) {
    STACK_OF(X509) *chain = NULL;
    SSL_CTX_get0_chain_certs(context, &chain);
    if (sk_X509_num(chain) <= 0) {
        SSL_CTX_build_cert_chain(
            context, SSL_BUILD_CHAIN_FLAG_NO_ROOT | SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR);
        ERR_clear_error();
    }
    SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
}

/// The DER of the certificates that clients are shown, to be freed with copenssl_free; NULL when
/// memory is exhausted.
static inline unsigned char *copenssl_encode_shown(SSL_CTX *context, size_t *count) {
    STACK_OF(X509) *chain = NULL, *shown = sk_X509_new_null();
    unsigned char *bytes = NULL;
    SSL_CTX_get0_chain_certs(context, &chain);
    int is_whole = shown != NULL && sk_X509_push(shown, SSL_CTX_get0_certificate(context)) > 0;
    for (int place = 0; is_whole && place < sk_X509_num(chain); place++) {
        is_whole = sk_X509_push(shown, sk_X509_value(chain, place)) > 0;
    }
    if (is_whole) bytes = copenssl_encode(shown, count);
    sk_X509_free(shown);
    return bytes;
}

/// The DER of the certificates that are trusted, to be freed with copenssl_free; NULL when memory
/// is exhausted.
static inline unsigned char *copenssl_encode_trusted(SSL_CTX *context, size_t *count) {
    STACK_OF(X509) *trusted = X509_STORE_get1_all_certs(SSL_CTX_get_cert_store(context));
    unsigned char *bytes = trusted == NULL ? NULL : copenssl_encode(trusted, count);
    sk_X509_pop_free(trusted, X509_free);
    return bytes;
}

#endif
