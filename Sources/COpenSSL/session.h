// One connection on a non-blocking socket.
#ifndef COPENSSL_SESSION_H
#define COPENSSL_SESSION_H

#include "context.h"

// ---- A socket BIO whose writes never raise SIGPIPE -------------------------------------------

// The BIO's data: twice the descriptor, and 1 while more is written right behind.

static inline int copenssl_descriptor(BIO *bio) { return (int)((intptr_t)BIO_get_data(bio) >> 1); }

static inline void copenssl_set_descriptor(BIO *bio, int descriptor, int has_more) {
    BIO_set_data(bio, (void *)((intptr_t)descriptor << 1 | has_more));
}

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
    // What is written right behind may share a segment, so that the kernel sends once.
    int more = (intptr_t)BIO_get_data(bio) & 1 ? MSG_MORE : 0;
    ssize_t sent = send(copenssl_descriptor(bio), bytes, (size_t)count, MSG_NOSIGNAL | more);
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
    copenssl_set_descriptor(bio, descriptor, 0);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    return ssl;
}

/// The session as DER, without the peer's certificate, to be freed with copenssl_free; NULL when
/// memory is exhausted. The certificate has the tag [3] in OpenSSL's SSL_SESSION; if it is not
/// found there it stays, and costs time and memory, nothing else.
static inline unsigned char *copenssl_encode_session(const SSL_SESSION *session, size_t *count) {
    unsigned char *whole = NULL;
    long length = 0;
    int tag = 0, class_ = 0, total = i2d_SSL_SESSION(session, &whole);
    if (total <= 0) return NULL;
    const unsigned char *start = whole;
    if (ASN1_get_object(&start, &length, &tag, &class_, total) & 0x80) length = 0;
    const unsigned char *end = start + length, *cut = end, *cut_end = end;
    for (const unsigned char *element = start; element < end;) {
        const unsigned char *next = element;
        if (ASN1_get_object(&next, &length, &tag, &class_, end - element) & 0x80) break;
        next += length;
        if (class_ == V_ASN1_CONTEXT_SPECIFIC && tag == 3) cut = element, cut_end = next;
        element = next;
    }
    unsigned char *bytes = (unsigned char *)OPENSSL_malloc((size_t)total), *place = bytes;
    if (bytes != NULL) {
        ASN1_put_object(
            &place, 1, (int)((cut - start) + (end - cut_end)), V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
        memcpy(place, start, (size_t)(cut - start));
        place += cut - start;
        memcpy(place, cut_end, (size_t)(end - cut_end));
        *count = (size_t)(place - bytes) + (size_t)(end - cut_end);
    }
    OPENSSL_clear_free(whole, (size_t)total);
    return bytes;
}

/// The session that was encoded, which ends in so many seconds; NULL when it cannot be read.
static inline SSL_SESSION *copenssl_decode_session(
    const unsigned char *bytes, size_t count, long lifetime) {
    SSL_SESSION *session = d2i_SSL_SESSION(NULL, &bytes, (long)count);
    if (session == NULL) {
        ERR_clear_error();
        return NULL;
    }
    SSL_SESSION_set_time(session, (long)time(NULL));
    SSL_SESSION_set_timeout(session, lifetime);
    return session;
}

static inline void copenssl_clear_free(void *bytes, size_t count) {
    OPENSSL_clear_free(bytes, count);
}

/// Empties the error queue, which is empty nearly always; OpenSSL's function wipes all its places.
static inline void copenssl_clear_errors(void) {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

/// What one call on a session came to.
struct copenssl_outcome {
    /// SSL_ERROR_NONE, SSL_ERROR_WANT_READ and so on.
    int status;
    /// errno as the call left it; 0 when no system call failed.
    int system_error;
    /// What the error queue says of it, 0 when empty.
    unsigned long error;
    /// Bytes received or sent.
    size_t count;
};

/// The first of libssl's own entries of the error queue, which says what that means for TLS, else
/// the first one; the queue is left empty.
static inline unsigned long copenssl_take_telling_error(void) {
    unsigned long first = ERR_peek_error(), error = first;
    if (first != 0 && ERR_GET_LIB(first) != ERR_LIB_SSL) {
        do error = ERR_get_error();
        while (error != 0 && ERR_GET_LIB(error) != ERR_LIB_SSL);
    }
    copenssl_clear_errors();
    return error != 0 ? error : first;
}

static inline struct copenssl_outcome copenssl_outcome_of(SSL *ssl, int result, size_t count) {
    struct copenssl_outcome outcome = {SSL_ERROR_NONE, errno, 0, count};
    if (result > 0) return outcome;
    outcome.count = 0;
    outcome.status = SSL_get_error(ssl, result);
    outcome.error = copenssl_take_telling_error();
    return outcome;
}

static inline struct copenssl_outcome copenssl_handshake(SSL *ssl) {
    copenssl_clear_errors();
    errno = 0;
    return copenssl_outcome_of(ssl, SSL_do_handshake(ssl), 0);
}

static inline struct copenssl_outcome copenssl_receive(SSL *ssl, void *bytes, size_t count) {
    size_t received = 0;
    copenssl_clear_errors();
    errno = 0;
    return copenssl_outcome_of(ssl, SSL_read_ex(ssl, bytes, count, &received), received);
}

/// Sends one record; the rest of the bytes is expected in the next call.
static inline struct copenssl_outcome copenssl_send(SSL *ssl, const void *bytes, size_t count) {
    size_t sent = 0;
    BIO *bio = SSL_get_wbio(ssl);
    int descriptor = copenssl_descriptor(bio);
    copenssl_set_descriptor(bio, descriptor, count > SSL3_RT_MAX_PLAIN_LENGTH);
    copenssl_clear_errors();
    errno = 0;
    struct copenssl_outcome outcome =
        copenssl_outcome_of(ssl, SSL_write_ex(ssl, bytes, count, &sent), sent);
    copenssl_set_descriptor(bio, descriptor, 0);  // whatever comes next is not waited for
    return outcome;
}

/// Says goodbye once and does not wait for the answer.
static inline void copenssl_shutdown(SSL *ssl) {
    SSL_shutdown(ssl);
    copenssl_clear_errors();
}

/// The first entry of the error queue, which is left empty.
static inline unsigned long copenssl_take_error(void) {
    unsigned long error = ERR_peek_error();
    copenssl_clear_errors();
    return error;
}

/// The error of a refused certificate, as libssl queues it.
static inline unsigned long copenssl_refusal_error(void) {
    return ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED);
}

static inline int copenssl_reason_of(unsigned long error) { return ERR_GET_REASON(error); }

#endif
