// OpenSSL 3 for a server on non-blocking sockets: the headers, and what Swift cannot import
// (macros, variadic functions, callbacks that must not be closures).
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// ---- A socket BIO whose writes never raise SIGPIPE -------------------------------------------

static inline int copenssl_descriptor(BIO *bio) { return (int)(intptr_t)BIO_get_data(bio); }

static int copenssl_bio_read(BIO *bio, char *bytes, int count) {
    BIO_clear_retry_flags(bio);
    ssize_t received = recv(copenssl_descriptor(bio), bytes, (size_t)count, 0);
    if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        BIO_set_retry_read(bio);
    }
    return (int)received;
}

static int copenssl_bio_write(BIO *bio, const char *bytes, int count) {
    BIO_clear_retry_flags(bio);
    ssize_t sent = send(copenssl_descriptor(bio), bytes, (size_t)count, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        BIO_set_retry_write(bio);
    }
    return (int)sent;
}

static long copenssl_bio_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// The method of socket BIOs; NULL when memory is exhausted. Outlives its BIOs.
static inline BIO_METHOD *copenssl_socket_method(void) {
    int type = BIO_get_new_index();
    if (type == -1) return NULL;
    BIO_METHOD *method = BIO_meth_new(type | BIO_TYPE_SOURCE_SINK, "socket without signals");
    if (method == NULL) return NULL;
    BIO_meth_set_read(method, copenssl_bio_read);
    BIO_meth_set_write(method, copenssl_bio_write);
    BIO_meth_set_ctrl(method, copenssl_bio_control);
    return method;
}

// ---- Why a certificate was refused -----------------------------------------------------------

/// The first thing that verification held against the peer's chain.
struct copenssl_refusal {
    int error;
    int depth;
    X509 *certificate;
};

/// Keeps the first refusal on the session; accepts nothing that OpenSSL refused.
static int copenssl_verify(int is_accepted, X509_STORE_CTX *store) {
    if (is_accepted) return 1;
    SSL *ssl = (SSL *)X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    if (ssl == NULL || SSL_get_app_data(ssl) != NULL) return 0;
    struct copenssl_refusal *refusal = (struct copenssl_refusal *)calloc(1, sizeof *refusal);
    if (refusal == NULL) return 0;
    refusal->error = X509_STORE_CTX_get_error(store);
    refusal->depth = X509_STORE_CTX_get_error_depth(store);
    refusal->certificate = X509_STORE_CTX_get_current_cert(store);
    if (refusal->certificate != NULL) X509_up_ref(refusal->certificate);
    SSL_set_app_data(ssl, refusal);
    return 0;
}

static inline struct copenssl_refusal *copenssl_get_refusal(SSL *ssl) {
    return (struct copenssl_refusal *)SSL_get_app_data(ssl);
}

// ---- Context ---------------------------------------------------------------------------------

/// Answers that there is no passphrase, instead of asking on the terminal.
static int copenssl_no_passphrase(char *bytes, int size, int is_writing, void *was_asked) {
    (void)bytes, (void)size, (void)is_writing;
    *(int *)was_asked = 1;
    return -1;
}

/// A server context with the settings that every listener has; NULL when memory is exhausted.
static inline SSL_CTX *copenssl_server_context(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
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
    // Tickets resume without a table on our side; a client opens one connection, so one ticket.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    return context;
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

/// Checks clients' certificates against the revocation lists of the text.
static inline enum copenssl_loading copenssl_use_revocations(SSL_CTX *context, BIO *text) {
    int was_asked = 0, count = 0;
    X509_CRL *list;
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    ERR_clear_error();
    while ((list = PEM_read_bio_X509_CRL(text, NULL, copenssl_no_passphrase, &was_asked))) {
        count++;
        int is_taken = X509_STORE_add_crl(store, list);
        X509_CRL_free(list);
        if (!is_taken) return COPENSSL_REFUSED;
    }
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return copenssl_end_of_pem(count > 0);
}

static inline void copenssl_require_verification(SSL_CTX *context) {
    SSL_CTX_set_verify(
        context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, copenssl_verify);
}

// ---- Session ---------------------------------------------------------------------------------

/// A server session on a socket that it does not own; NULL when memory is exhausted.
static inline SSL *copenssl_accepting_session(
    SSL_CTX *context, const BIO_METHOD *method, int descriptor) {
    SSL *ssl = SSL_new(context);
    BIO *bio = BIO_new(method);
    if (ssl == NULL || bio == NULL) {
        SSL_free(ssl);
        BIO_free(bio);
        return NULL;
    }
    BIO_set_data(bio, (void *)(intptr_t)descriptor);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    return ssl;
}

static inline void copenssl_free_session(SSL *ssl) {
    struct copenssl_refusal *refusal = copenssl_get_refusal(ssl);
    if (refusal != NULL) {
        X509_free(refusal->certificate);
        free(refusal);
    }
    SSL_free(ssl);
}

/// What one call on a session came to.
struct copenssl_outcome {
    /// SSL_ERROR_NONE, SSL_ERROR_WANT_READ and so on.
    int status;
    /// errno as the call left it; 0 when no system call failed.
    int system_error;
    /// The first entry of the error queue, 0 when empty.
    unsigned long error;
    /// Bytes received or sent.
    size_t count;
};

static inline struct copenssl_outcome copenssl_outcome_of(SSL *ssl, int result, size_t count) {
    struct copenssl_outcome outcome = {SSL_ERROR_NONE, errno, 0, count};
    if (result > 0) return outcome;
    outcome.count = 0;
    outcome.status = SSL_get_error(ssl, result);
    outcome.error = ERR_peek_error();
    ERR_clear_error();
    return outcome;
}

static inline struct copenssl_outcome copenssl_handshake(SSL *ssl) {
    ERR_clear_error();
    errno = 0;
    return copenssl_outcome_of(ssl, SSL_do_handshake(ssl), 0);
}

static inline struct copenssl_outcome copenssl_receive(SSL *ssl, void *bytes, size_t count) {
    size_t received = 0;
    ERR_clear_error();
    errno = 0;
    return copenssl_outcome_of(ssl, SSL_read_ex(ssl, bytes, count, &received), received);
}

static inline struct copenssl_outcome copenssl_send(SSL *ssl, const void *bytes, size_t count) {
    size_t sent = 0;
    ERR_clear_error();
    errno = 0;
    return copenssl_outcome_of(ssl, SSL_write_ex(ssl, bytes, count, &sent), sent);
}

/// Says goodbye once and does not wait for the answer.
static inline void copenssl_shutdown(SSL *ssl) {
    SSL_shutdown(ssl);
    ERR_clear_error();
}

/// The first entry of the error queue, which is left empty.
static inline unsigned long copenssl_take_error(void) {
    unsigned long error = ERR_peek_error();
    ERR_clear_error();
    return error;
}

static inline int copenssl_reason_of(unsigned long error) { return ERR_GET_REASON(error); }

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

static inline void copenssl_free(void *bytes) { OPENSSL_free(bytes); }

#endif
